/** Names of settings that hold a secret, whatever their value looks like. */

/**
 * The ends of such names, as regular expressions; `_` stands for a dash, an underscore or nothing.
 *
 * Names of files, of keys and of Kubernetes Secrets end differently (`password_file`, `passwordKey`, `existingSecret`).
 */
const ENDS = [
  "passwords?",
  "passwd",
  "pass_phrase",
  "passcode",
  "token",
  "credentials?",
  "credential_secret",
  "authorization",
  "api_key",
  "account_key",
  "encryption_key",
  "license_key",
  "master_key",
  "private_key",
  "routing_key",
  "secret_access_key",
  "service_key",
  "shared_key",
  "signing_key",
  "(access|api|app|application|auth|bot|client|consumer|cookie|hmac|jwt|oauth|shared|signing|verification|webhook)_secret",
  "consumer_key",
  "webhook_url",
  "slack_api_url",
];

const ANY_CASE = new RegExp(
  `(${ENDS.join("|").replaceAll("_", "[-_.]?")}|(secret|user)[-_]key|(^|[-_.])pass|[-_.]pwd)$`,
  "i",
);

/** Ends that only their case tells from another word: `dbPass`, and not `bypass`. (`userKey` is the chart's name for a key of a Secret.) */
const CAMEL_CASE = /([a-z](Pass|Pwd)|(?<![A-Za-z])secretKey|[a-z]SecretKey)$/;

/** Whether a setting of this name holds a secret: `adminPassword`, `DB_PASS`, `redis.password`, `X-Auth-Token`. */
export function isSecretName(name: string): boolean {
  return ANY_CASE.test(name) || CAMEL_CASE.test(name);
}

/** Names in a text of lines, at which a line's value is a secret. Not `token` alone, which texts are about. */
export const NAME_IN_TEXT =
  String.raw`[\w.-]*(?:password|passwd|pass[-_]?phrase|(?:access|api|app|auth|bearer|bot|csrf|id|refresh|renderer|session|slack)[-_]?token|(?:^|[-_.])pass|[-_.]pwd` +
  `|(?:api|account|encryption|private|routing|secret|secret[-_]?access|service|shared|signing|user)[-_]key|apikey|(?:api|app|auth|client|shared|signing|webhook)[-_]?secret|webhook[-_]?url|slack[-_]?api[-_]?url|htpasswd)`;

/** Places below which every text is a secret: the chart or Grafana makes a Secret of them, or a client signs in with them. */
const PLACES = [
  /(^|\.)(extraSecret\.data|envRenderSecret|secureJsonData|secureSettings|objectStorageConfig\.secret|additionalAlertManagerConfigsSecret\.data|basic_auth_users|basicAuthUsers)(\.|\[|$)/,
  /(^|[.["])\.?docker(configjson|cfg)("\])?$/i,
  // Other receivers of Alertmanager have public addresses under the same name.
  /(^|\.)slack_?configs\[\d+\]\.api_?url$/i,
];

/** Whether every text at a path such as `grafana.envRenderSecret.DB` is a secret. */
export function isSecretPlace(path: string): boolean {
  return PLACES.some((place) => place.test(path));
}
