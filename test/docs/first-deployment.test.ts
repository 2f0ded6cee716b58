import assert from "node:assert/strict";
import { exporterRole, reservedConnections, untrackedUtilities } from "../../exporters/postgres/role";
import { exporterRights } from "../../exporters/redis/acl";
import { blocks, page } from "./markdown";

const { text } = page("docs/first-deployment.md");

describe("docs/first-deployment.md", () => {
  it("has the SQL that the sandbox runs and the tests of the exporter's role are about", () => {
    const sql = blocks(text, "sql");
    for (const statements of [untrackedUtilities, exporterRole, reservedConnections])
      assert.ok(sql.includes(statements), `the page needs this block, or the code what the page has:\n${statements}`);
  });

  it("has the rights of the Redis user that the sandbox gives to its exporters", () => {
    const commands = blocks(text, "text").filter((block) => block.startsWith("ACL SETUSER"));
    assert.deepEqual(commands, [`ACL SETUSER monitoring reset on >PASSWORD ${exporterRights}\n`]);
  });
});
