/** Names and keys of the Kubernetes Secrets that hold credentials: constant, so that chart values stay known in a preview. */

/** Grafana's administrator. */
export const grafanaAdminSecret = { name: "grafana-admin", userKey: "admin-user", passwordKey: "admin-password" } as const;

/** Slack's webhook addresses, one key a channel. */
export const slackSecret = { name: "alertmanager-slack", alertsKey: "alerts", criticalKey: "alerts-critical" } as const;

/** Credentials of the exporter of one PostgreSQL server. */
export const postgresSecretKeys = { uri: "uri", username: "username", password: "password" } as const;

/** Credentials of the exporter of one Redis server. */
export const redisSecretKeys = { address: "address", passwords: "passwords.json" } as const;
