import assert from "node:assert/strict";
import { rules } from "../../policies/rules";
import { leavesOf } from "../../secrets/leaves";
import { CANARY, secretTexts } from "../secrets/corpus";
import { changed, findings, stackFindings, valid, type Fixture } from "./fixtures";

/** Keys of a path such as `values.grafana.list[0].key`; keys with dots in them are taken apart, which then adds a value. */
function keysOf(path: string): readonly (string | number)[] {
  return path
    .split(/[.[\]]+/)
    .filter((key) => key !== "")
    .map((key) => (/^\d+$/.test(key) ? Number(key) : key));
}

function allFindings(fixture: Fixture): string {
  return rules
    .flatMap((rule) => ("evaluateStack" in rule ? stackFindings(rule, [fixture]) : findings(rule, fixture)))
    .join("\n");
}

describe("a secret in a value that a rule looks at", () => {
  const texts = Object.entries(secretTexts);
  for (const [name, fixture] of Object.entries(valid)) {
    it(`is refused and not repeated anywhere in the ${name}`, () => {
      for (const [number, { path }] of leavesOf(fixture.props).entries()) {
        for (const [what, text] of texts.filter((_, index) => index % 7 === number % 7)) {
          const found = allFindings({ ...fixture, props: changed(fixture.props, keysOf(path), text) });
          assert.match(found, / in plain text \(not shown\)/, `${path}: ${what}`);
          assert.ok(!found.includes(CANARY) && !found.includes(text), `${path}: ${what}\n${found}`);
        }
      }
    });
  }
});
