import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cli } from "./cli";

describe("the commands", function () {
  this.timeout(60_000);
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), "commands-"))));
  after(() => rmSync(folder, { recursive: true }));

  for (const command of ["up", "preview", "status", "down", "render"]) {
    it(`explain ${command}`, async () =>
      assert.match((await cli(command, "--help")).stdout, new RegExp(`^Usage: monitoring ${command} `)));
  }

  it("refuse an unknown option", async () => assert.notEqual((await cli("up", "--stak", "x")).code, 0));
  it("have no status where no sandbox is", async () =>
    assert.equal((await cli("status", "--dir", join(folder, "sandbox"))).code, 1));
  it("have nothing to take down where no sandbox is", async () =>
    assert.match((await cli("down", "--dir", join(folder, "sandbox"))).stdout, /nothing to take down/));
});
