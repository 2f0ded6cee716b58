/** Secrets in the stack file, where only their names belong. */
import { secretInText } from "../secrets/find";
import { leavesOf, secretKeys } from "../secrets/leaves";
import type { Problem } from "./fields/problem";
import { CONFIG_PREFIX } from "./fields/spelling";

/**
 * Texts that are secrets by their shape, in keys that would pass their grammar.
 *
 * The chart's own values (`extraValues`) are left to the policy pack, which checks them by name as well, as it does every input.
 */
export function plainSecretProblems({
  extraValues: _checkedByPolicies,
  ...given
}: Readonly<Record<string, unknown>>): readonly Problem[] {
  const values = leavesOf(given).flatMap(({ path, value }) =>
    typeof value !== "string" ? [] : problemOf(path, secretInText(value)),
  );
  return [...values, ...secretKeys(given).flatMap((path) => problemOf(path, "a secret as a key"))];
}

function problemOf(path: string, kind: string | undefined): readonly Problem[] {
  const key = `${CONFIG_PREFIX}${path}`;
  if (kind === undefined) return [];
  return [
    {
      keys: [key],
      sentence: `${key} holds what looks like ${kind} and is not shown; it must be no secret: keep it in AWS Secrets Manager, and refer to it by its name.`,
    },
  ];
}
