/** Which secrets a configuration refers to, and what each must hold. */
import type { Config, DatabaseConfig, OAuthConfig, RemoteWriteConfig, SecretReference } from "../../config/schema";

/** One secret in AWS Secrets Manager and everything that is asked of it. */
export interface SecretUse {
  /** Name or ARN, as written in the stack file. */
  readonly id: string;
  /** JSON keys it must hold; none where its whole text is the value. */
  readonly keys: readonly string[];
  /** What kind of value it is: the address of a webhook, or a password and what belongs to it. */
  readonly holds: "webhook" | "credential";
  /** Keys of the configuration that refer to it, for messages. */
  readonly usedBy: readonly string[];
}

/** Every secret that is read (not one that this program itself creates), each once, in the order of the configuration. */
export function secretUses(config: Config): readonly SecretUse[] {
  const { heartbeat, slack: { alerts, critical } } = config.alertmanager;
  return mergeUses([
    ...(config.grafana.admin.generate ? [] : [useOf(config.grafana.admin.password, "monitoring:grafana.admin.password")]),
    ...oauthUses(config.grafana.oauth),
    useOf(alerts.webhook, "monitoring:alertmanager.slack.alerts.webhook", "webhook"),
    ...(critical === undefined ? [] : [useOf(critical.webhook, "monitoring:alertmanager.slack.critical.webhook", "webhook")]),
    ...(heartbeat === undefined ? [] : [useOf(heartbeat.url, "monitoring:alertmanager.heartbeat.url", "webhook")]),
    ...config.prometheus.remoteWrite.flatMap(remoteWriteUses),
    ...config.databases.map((database, index) => ({
      id: database.credentials,
      keys: databaseKeys(database),
      holds: "credential" as const,
      usedBy: [`monitoring:databases[${index}].credentials`],
    })),
    ...config.caches.flatMap((cache, index) =>
      cache.credentials === undefined ? [] : [useOf(cache.credentials, `monitoring:caches[${index}].credentials`)],
    ),
  ]);
}

function oauthUses(oauth: OAuthConfig | undefined): readonly SecretUse[] {
  if (oauth === undefined) return [];
  return [useOf(oauth.clientId, "monitoring:grafana.oauth.clientId"), useOf(oauth.clientSecret, "monitoring:grafana.oauth.clientSecret")];
}

function remoteWriteUses({ basicAuth, bearerToken }: RemoteWriteConfig, index: number): readonly SecretUse[] {
  const key = `monitoring:prometheus.remoteWrite[${index}]`;
  return [
    ...(basicAuth === undefined ? [] : [useOf(basicAuth.username, `${key}.basicAuth.username`), useOf(basicAuth.password, `${key}.basicAuth.password`)]),
    ...(bearerToken === undefined ? [] : [useOf(bearerToken, `${key}.bearerToken`)]),
  ];
}

/** Keys of a database's JSON secret that cannot be done without. */
export function databaseKeys(database: Pick<DatabaseConfig, "host">): readonly string[] {
  return database.host === undefined ? ["host", "password", "username"] : ["password", "username"];
}

function useOf(reference: SecretReference, usedBy: string, holds: SecretUse["holds"] = "credential"): SecretUse {
  return { id: reference.secret, keys: reference.key === undefined ? [] : [reference.key], holds, usedBy: [usedBy] };
}

function mergeUses(uses: readonly SecretUse[]): readonly SecretUse[] {
  const merged = new Map<string, SecretUse>();
  for (const use of uses) {
    const known = merged.get(use.id);
    merged.set(use.id, {
      id: use.id,
      keys: [...new Set([...(known?.keys ?? []), ...use.keys])].sort(),
      holds: use.holds,
      usedBy: [...(known?.usedBy ?? []), ...use.usedBy],
    });
  }
  return [...merged.values()];
}
