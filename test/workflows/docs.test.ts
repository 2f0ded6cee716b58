import assert from "node:assert/strict";
import { stackNames } from "../../config/stack-file";
import { blocks, page } from "../docs/markdown";
import { PROJECT_FOLDER, workflowFiles } from "./read";

const { text } = page("docs/pull-requests.md");
const files = workflowFiles();

describe("docs/pull-requests.md", () => {
  it("names every workflow", () =>
    assert.deepEqual(
      files
        .map(({ path }) => path.replace(/^workflows\//, "").replace(/\/action\.yml$/, ""))
        .filter((name) => !text.includes(name)),
      [],
    ));

  it("names every variable that has to be set", () => {
    const variables = new Set(
      files.flatMap((file) => [...file.text.matchAll(/\bvars\.(\w+)/g)].map(([, name = ""]) => name)),
    );
    assert.ok(variables.size >= 2);
    assert.deepEqual(
      [...variables].filter((name) => !text.includes(`\`${name}\``)),
      [],
    );
  });

  it("names both environments of every stack", () => {
    const environments = stackNames(PROJECT_FOLDER).flatMap((stack) => [stack, `${stack}-read`]);
    assert.deepEqual(
      environments.filter((name) => !text.includes(`\`${name}\``)),
      [],
    );
  });

  it("has policies that are JSON", () => {
    const policies = blocks(text, "json").map((block) => JSON.parse(block) as { Version: string });
    assert.deepEqual(
      policies.map(({ Version }) => Version),
      ["2012-10-17", "2012-10-17"],
    );
  });
});
