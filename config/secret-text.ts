/** Tells a secret's value from the name of one, so that no message repeats it. */

/** Tokens that their makers gave a recognisable beginning. */
const TOKENS =
  /\b(xox[a-z]-[\w-]{10,}|xapp-\d-[\w-]{10,}|gh[opsur]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|gl(sa|c)_[\w=+/-]{20,}|(AKIA|ASIA)[A-Z0-9]{12,}|AIza[\w-]{30,}|GOCSPX-[\w-]{20,}|eyJ[\w-]{10,}\.[\w-]+|hv[sb]\.[\w-]{20,}|sk-\w{20,}|npm_[A-Za-z0-9]{30,})/;

const KINDS: readonly (readonly [string, RegExp])[] = [
  ["a key or certificate", /-----BEGIN /],
  ["the address of a webhook", /^https?:\/\/(hooks\.slack\.com|discord(app)?\.com\/api\/webhooks|[\w.-]+\.webhook\.office\.com)/i],
  ["an address with a password", /^[a-z][a-z0-9+.-]*:\/\/[^/\s@]*:[^/\s]*@/i],
  ["a token", TOKENS],
  ["a token", /^(bearer|basic) +\S/i],
];

/** What a text that stands for a secret looks like besides, where a reference belongs. */
const KINDS_IN_PLACE_OF_A_REFERENCE: readonly (readonly [string, RegExp])[] = [
  ["a JSON text", /^\s*[{["]/],
  ["an address", /^[a-z][a-z0-9+.-]*:\/\//i],
  ["a client id", /\.apps\.googleusercontent\.com$/],
];

/** What kind of secret a text is by its looks, wherever it stands: `a token`. Undefined where it looks like none. */
export function secretKind(text: string): string | undefined {
  return KINDS.find(([, pattern]) => pattern.test(text))?.[0];
}

/** What kind of value a text is that stands where the name or the ARN of a secret belongs; undefined where it may be one. */
export function valueKind(text: string): string | undefined {
  return secretKind(text) ?? KINDS_IN_PLACE_OF_A_REFERENCE.find(([, pattern]) => pattern.test(text))?.[0];
}
