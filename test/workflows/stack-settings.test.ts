import assert from "node:assert/strict";
import { readStackFile, stackNames } from "../../config/stack-file";
import { stackSettings } from "../../scripts/stack-settings";
import { PROJECT_FOLDER } from "./read";

describe("the settings of a stack's cluster", () => {
  for (const stack of stackNames(PROJECT_FOLDER)) {
    it(`are those of the ${stack} stack file`, () => {
      const config = readStackFile(PROJECT_FOLDER, stack);
      assert.deepEqual(stackSettings(stack, config), {
        region: config["aws:region"],
        cluster: config["monitoring:cluster"],
        context: config["kubernetes:context"],
      });
    });
  }

  it("are not blank", () =>
    assert.throws(
      () => stackSettings("staging", { "aws:region": " ", "monitoring:cluster": "x", "kubernetes:context": "x" }),
      /^Error: Pulumi\.staging\.yaml has no aws:region/,
    ));

  it("say which key the stack file lacks", () =>
    assert.throws(
      () => stackSettings("staging", { "aws:region": "eu-central-1", "monitoring:cluster": "qualisys-staging" }),
      /^Error: Pulumi\.staging\.yaml has no kubernetes:context/,
    ));
});
