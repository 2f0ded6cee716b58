import assert from "node:assert/strict";
import { parseStackName } from "../../config/files/stack-name";
import { PROJECT_FOLDER } from "../../render/program";
import { ownStackName, readStackFile } from "../../config/stack-file";

/** What Pulumi documents: https://www.pulumi.com/docs/iac/concepts/stacks/#create-stack */
const RIGHT = {
  staging: { stack: "staging" },
  "acme/staging": { organization: "acme", stack: "staging" },
  "acme/monitoring/staging": { organization: "acme", project: "monitoring", stack: "staging" },
  "organization/monitoring/staging": { organization: "organization", project: "monitoring", stack: "staging" },
  "eu-central-1_prod.2": { stack: "eu-central-1_prod.2" },
  "Acme_Org-1/PROD": { organization: "Acme_Org-1", stack: "PROD" },
  [`a/${"s".repeat(100)}`]: { organization: "a", stack: "s".repeat(100) },
};

const WRONG: Readonly<Record<string, RegExp>> = {
  "": /is no name of a stack/,
  " staging": /is no name of a stack/,
  "acme/": /is no name of a stack/,
  "/staging": /is no name of a stack/,
  "acme//staging": /is no name of a stack/,
  "a/monitoring/b/staging": /is no name of a stack/,
  "../staging": /is no name of a stack/,
  "staging:1": /is no name of a stack/,
  stäging: /is no name of a stack/,
  ["s".repeat(101)]: /is no name of a stack/,
  "acme/website/staging": /is a stack of the project website; it must be one of monitoring/,
};

describe("the name of a stack", () => {
  for (const [name, parts] of Object.entries(RIGHT))
    it(`may be ${name}`, () => assert.deepEqual(parseStackName(name, "monitoring"), parts));

  for (const [name, sentence] of Object.entries(WRONG))
    it(`may not be "${name}"`, () => assert.throws(() => readStackFile(PROJECT_FOLDER, name), sentence));

  it("leads to the stack's file, with its organization and project or without", () => {
    const file = readStackFile(PROJECT_FOLDER, "staging");
    for (const name of ["acme/staging", "acme/monitoring/staging", "organization/monitoring/staging"]) {
      assert.deepEqual(readStackFile(PROJECT_FOLDER, name), file);
      assert.equal(ownStackName(PROJECT_FOLDER, name), "staging");
    }
  });
});
