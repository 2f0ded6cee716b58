import assert from "node:assert/strict";
import { page, tableRows } from "../../docs/markdown";
import { postgresSituations } from "./postgres-situations";
import { redisSituations } from "./redis-situations";

/** What docs/servers.md says of each situation. */
const rows = [...postgresSituations, ...redisSituations].map(({ kind, about, fires, firesBefore020 }) => [
  `${kind === "database" ? "PostgreSQL" : "Redis"} ${about}`,
  firesBefore020 === undefined ? said(fires) : `${said(fires)}; with 0.19.1: ${said(firesBefore020)}`,
]);

function said(alerts: readonly string[]): string {
  return alerts.length === 0 ? "nothing" : alerts.join(", ");
}

describe("docs/servers.md", () => {
  it("says what fires about each awkward server", () => {
    const [head, ...found] = tableRows(page("docs/servers.md").text.split("## What fires")[1] ?? "");
    assert.deepEqual(head, ["Server", "What fires"]);
    assert.deepEqual(
      found.slice(1),
      rows,
      `the table should be\n${rows.map((row) => `| ${row.join(" | ")} |\n`).join("")}`,
    );
  });
});
