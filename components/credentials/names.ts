/** Names and keys of the Kubernetes Secrets that hold credentials: constant, so that chart values stay known in a preview. */

/** Pod annotation with the version of the credentials, for pods that read them once: a rotation has to replace them. */
export const CREDENTIALS_VERSION_ANNOTATION = "monitoring.qualisys.io/credentials-version";

/** Grafana's administrator. */
export const grafanaAdminSecret = {
  name: "grafana-admin",
  userKey: "admin-user",
  passwordKey: "admin-password",
} as const;

/** Slack's webhook addresses, one key a channel. */
export const slackSecret = { name: "alertmanager-slack", alertsKey: "alerts", criticalKey: "alerts-critical" } as const;

/** The address of the external heartbeat. */
export const heartbeatSecret = { name: "alertmanager-heartbeat", key: "url" } as const;

/** The client of the identity provider. Its keys become environment variables of Grafana. */
export const grafanaOAuthSecret = {
  name: "grafana-oauth",
  idKey: "OAUTH_CLIENT_ID",
  secretKey: "OAUTH_CLIENT_SECRET",
} as const;

/** Keys of the Secret of one long-term store; it has those that the store asks for. */
export const remoteWriteSecretKeys = { username: "username", password: "password", token: "token" } as const;

/** Name of the Secret of one long-term store. */
export function remoteWriteSecretName({ name }: { readonly name: string }): string {
  return `remote-write-${name}`;
}
