/**
 * Writes the table of the rules into docs/policies.md.
 *
 * Run it after a change of a rule's texts or limits: `npm run docs:policies`.
 */
import { code, joined, markdown, table, text, type Words } from "../markdown";
import type { Rule } from "../policies/rule";
import { rules } from "../policies/rules";
import { writeGeneratedPart, type PartlyGenerated } from "./generated-part";

/** The table, a row for each rule in the pack's order. */
export const POLICY_TABLE: PartlyGenerated = {
  page: "docs/policies.md",
  part: "rules",
  content: () =>
    markdown(
      table(
        ["Rule", "Level", "What has to be so", "Why", "Limit"],
        rules.map((rule) => [code(rule.name), rule.level, rule.description, rule.reason, limitsOf(rule)]),
      ),
    ),
};

/** The limits with their defaults: `maxDays` 15, and whether a stack may only lower them. */
function limitsOf({ limits }: Rule): Words {
  const words = Object.entries(limits).map(([key, { default: value, maximum }]) => [
    code(key),
    text(` ${value}${maximum === value ? ", lower only" : ""}`),
  ]);
  return words.length === 0 ? "none" : joined(words, ", ");
}

if (require.main === module) {
  writeGeneratedPart(POLICY_TABLE);
  console.log(`${POLICY_TABLE.page}: ${rules.length} rules`);
}
