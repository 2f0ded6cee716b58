/** Texts that are secrets whatever they stand under. */

/** A name and a pattern each; a reference such as `$(PASSWORD)` in place of the secret is none. */
const SHAPES: readonly (readonly [string, RegExp])[] = [
  ["a Slack webhook address", /hooks\.slack(-gov)?\.com\/(services|workflows|triggers)\/\w/],
  ["a Slack token", /\bx(ox[abeoprs]|app)-[\w-]{10,}/],
  ["a private key", /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
  ["an AWS access key", /\b(AKIA|ASIA)[A-Z0-9]{16}\b/],
  ["a GitHub token", /\b(gh[pousr]_\w{36,}|github_pat_\w{22,})/],
  ["a Grafana token", /\bgl(sa|c)_\w{20,}/],
  ["a JSON web token", /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]+/],
  ["a bearer token", /\bBearer\s+[\w.~+/=-]{20,}/],
  ["a password in an address", /\w:\/\/[^\s:@/"'<>]+:(?![$<{*])[^\s:@/"'<>]+@/],
  ["a password in an argument", /--[\w.-]*(password|token|secret)[= ](?![$-])[^\s"']+/],
  ["a password in a connection string", /(^|[\s;&?])(password|passwd|pwd|client_secret|api_key)=(?![$\s"'])[^\s;&]+/im],
  ["a password in its lines", /^[\s-]*"?[\w.-]*(password|passwd|client_secret|api_key|slack_api_url|webhook_url|bot_token|bearer_token|secret_key)"?\s*[:=]\s*(?!\$|(["'])\2|null\b|true\b|false\b|[{[|>])["']?[^\s"'#]/im],
];

/** What kind of secret a text holds; undefined where it looks like none. */
export function secretShape(text: string): string | undefined {
  return SHAPES.find(([, pattern]) => pattern.test(text))?.[0];
}
