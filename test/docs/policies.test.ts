import assert from "node:assert/strict";
import { withGeneratedPart } from "../../scripts/generated-part";
import { POLICY_TABLE } from "../../scripts/policy-reference";
import { page, tableRows } from "./markdown";

describe("docs/policies.md", () => {
  const { text } = page(POLICY_TABLE.page);

  it("has the table of the rules as the pack has them (npm run docs:policies)", () =>
    assert.equal(text, withGeneratedPart(text, POLICY_TABLE)));

  it("says which limits a stack may only lower", () => {
    const rows = tableRows(text);
    const limitOf = (rule: string) => rows.find(([name]) => name === `\`${rule}\``)?.[4];
    assert.equal(limitOf("prometheus-storage"), "`maxGi` 50, lower only");
    assert.equal(limitOf("namespace-storage"), "`maxGi` 200");
    assert.equal(limitOf("ingress-tls"), "none");
  });
});
