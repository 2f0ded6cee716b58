/** A wrong stack file is one sentence for each thing that is wrong, all of them at once, wherever the file is read. */
import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseConfig } from "../../../config/load";
import { readStackFile } from "../../../config/stack-file";
import { PROJECT_FOLDER } from "../../../render/program";
import { temporaryFolder } from "../../engine-parts/support";
import { ALSO_RIGHT, RIGHT, WRONG } from "./files";

describe("a stack file", () => {
  const folder = temporaryFolder();
  before(() => copyFileSync(join(PROJECT_FOLDER, "Pulumi.yaml"), join(folder.path, "Pulumi.yaml")));
  after(() => folder.remove());

  function read(content: string | Buffer) {
    mkdirSync(folder.path, { recursive: true });
    writeFileSync(join(folder.path, "Pulumi.bad.yaml"), content);
    return parseConfig(readStackFile(folder.path, "bad"));
  }

  it("is right to begin with", () => assert.equal(read(RIGHT).environment, "staging"));

  for (const [what, content] of Object.entries(ALSO_RIGHT))
    it(`is right as well with ${what}`, () => assert.deepEqual(read(content), read(RIGHT)));

  it("is tried in more than a hundred wrong forms", () => assert.ok(WRONG.length > 100, String(WRONG.length)));

  for (const { what, content, sentences } of WRONG)
    it(`is refused with ${what}`, () =>
      assert.throws(
        () => read(content),
        (error: Error) => {
          const [first = "", ...lines] = error.message.split("\n");
          assert.match(first, / is not usable:$/);
          const said = lines.map((line) => line.replace(/^ {2}- /, ""));
          for (const wanted of sentences)
            assert.equal(said.filter((line) => wanted.test(line)).length, 1, `${wanted} in\n${error.message}`);
          assert.equal(said.length, sentences.length, error.message);
          for (const line of said) assert.match(line, /[.?]$/, line);
          return true;
        },
      ));
});
