/** Alertmanager's matchers, as the program writes them: `severity =~ "info|none"`. */

/**
 * Whether a label's value matches; a label that is missing has the value "".
 *
 * @throws Error where the matcher is none.
 */
export function matches(matcher: string, labelValue: (label: string) => string): boolean {
  const { label, operator, value } = parsedMatcher(matcher);
  const found = labelValue(label);
  const equal = operator.includes("~") ? new RegExp(`^(?:${value})$`).test(found) : found === value;
  return operator.startsWith("!") ? !equal : equal;
}

/**
 * The parts of a matcher.
 *
 * @throws Error where the matcher is none.
 */
export function parsedMatcher(matcher: string) {
  const [, label, operator, value] = /^\s*(\w+)\s*(=~|!~|!=|=)\s*"(.*)"\s*$/.exec(matcher) ?? [];
  if (label === undefined || operator === undefined || value === undefined)
    throw new Error(`The matcher ${matcher} cannot be read; it has to be like severity = "critical".`);
  return { label, operator, value };
}
