/** The version of a published Pulumi plugin, which has no option that prints it. */
import assert from "node:assert/strict";
import { join } from "node:path";

import type { ToolCommand } from "../../sandbox/tools/catalogue";
import { findOnPath } from "../../sandbox/tools/path";
import { Fixture } from "./fixture";

const PLUGIN = join(__dirname, "../../sandbox/engine/fake-providers/random.ts");
const NAME = "pulumi-resource-hello";

describe("a Pulumi plugin", () => {
  let fixture: Fixture;
  beforeEach(() => (fixture = new Fixture()));
  afterEach(() => fixture.remove());

  const find = (printsVersion: string, name = NAME) => {
    const command: ToolCommand = { name, package: ".", versionArgs: ["-version"], printsVersion };
    return findOnPath(command, fixture.env);
  };
  /** Ends at an option, as Go's flag package does; serves without one. */
  const plugin = (name: string, serve = `exec ${process.execPath} --require tsx/cjs ${PLUGIN}`) =>
    fixture.script(name, `if [ "$1" = -version ]; then echo "flag provided but not defined" >&2; exit 2; fi\n${serve}`);

  it("is asked for its version by its protocol", async () => {
    plugin(NAME);
    assert.deepEqual(await find("4.21.2"), { kind: "accepted", file: join(fixture.bin, NAME), version: "4.21.2" });
    assert.deepEqual(await find("4.21.3"), {
      kind: "refused",
      file: join(fixture.bin, NAME),
      reason: `${join(fixture.bin, NAME)} is not version 4.21.3, it says: 4.21.2`,
    });
  });

  for (const [what, serve] of [
    ["ends without a word", "exit 1"],
    ["prints something else than a port", "echo hello"],
    ["prints a port on which nothing answers", "echo 1"],
  ] as const) {
    it(`is refused where it ${what}`, async () => {
      plugin(NAME, serve);
      assert.equal((await find("4.21.2")).kind, "refused");
    });
  }

  it("is not started under another name than a plugin's", async () => {
    plugin("hello");
    const found = await find("4.21.2", "hello");
    assert.match(found.kind === "refused" ? found.reason : "", /does not print its version$/);
  });
});
