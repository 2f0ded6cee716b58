import assert from "node:assert/strict";
import { combinationRules } from "../../config/combinations";
import { sizedConfigSchema } from "../../config/schema";
import { combinationCases, type Changes } from "./combination-cases";
import { changed, exampleValues, sentences, type Values } from "./config-example.fixture";

function exampleWithAll(changes: Changes): Values {
  return Object.entries(changes).reduce((values, [path, value]) => changed(path, value, values), exampleValues());
}

describe("a rule on combinations", () => {
  it("has its cases in the table", () =>
    assert.deepEqual(Object.keys(combinationCases).sort(), Object.keys(combinationRules).sort()));

  for (const [name, { wrong, right }] of Object.entries(combinationCases)) {
    for (const { what, changes, says } of wrong) {
      it(`refuses ${what} in one sentence each (${name})`, () => {
        const found = sentences(exampleWithAll(changes));
        assert.equal(found.length, says.length, found.join("\n"));
        for (const [index, pattern] of says.entries())
          assert.match((found[index] ?? "").replace("monitoring:", ""), pattern);
        for (const sentence of found) assert.match(sentence, /must|is not among the values of|takes .* there/);
      });

      it(`is alone in refusing ${what} (${name})`, () => {
        const config = sizedConfigSchema.parse(exampleWithAll(changes));
        assert.deepEqual(
          Object.entries(combinationRules)
            .filter(([, rule]) => rule(config).length > 0)
            .map(([other]) => other),
          [name],
        );
      });
    }
    for (const { what, changes } of right) {
      it(`lets ${what} pass (${name})`, () => assert.deepEqual(sentences(exampleWithAll(changes)), []));
    }
  }

  for (const protect of [true, false]) {
    for (const retainVolumes of [true, false]) {
      for (const create of [true, false]) {
        it(`lets protect ${protect}, retainVolumes ${retainVolumes} and namespace.create ${create} go together`, () =>
          assert.deepEqual(sentences(exampleWithAll({ protect, retainVolumes, "namespace.create": create })), []));
      }
    }
  }
});
