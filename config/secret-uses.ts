/** Which secrets a configuration refers to, and what each must hold. */
import { measuredServers } from "../exporters";
import type { MeasuredServer } from "../exporters/kind";
import type { Config, OAuthConfig, RemoteWriteConfig, SecretReference } from "./schema";
import type { FieldKind, SecretField } from "./fields/secret-fields";

/** One secret in AWS Secrets Manager and everything that is asked of it. */
export interface SecretUse {
  /** Name or ARN, as written in the stack file. */
  readonly id: string;
  /** JSON keys it must hold; none where its whole text is the value. */
  readonly keys: readonly string[];
  /** Every value that is taken from it, and what each has to be. */
  readonly fields: readonly SecretField[];
  /** What kind of value it is: the address of a webhook, or a password and what belongs to it. */
  readonly holds: "webhook" | "credential";
  /** Keys of the configuration that refer to it, for messages. */
  readonly usedBy: readonly string[];
}

/** Every secret that is read (not one that this program itself creates), each once, in the order of the configuration. */
export function secretUses(config: Config): readonly SecretUse[] {
  const {
    heartbeat,
    slack: { alerts, critical },
  } = config.alertmanager;
  return mergeUses([
    ...(config.grafana.admin.generate
      ? []
      : [useOf(config.grafana.admin.password, "monitoring:grafana.admin.password", "grafanaText")]),
    ...oauthUses(config.grafana.oauth),
    useOf(alerts.webhook, "monitoring:alertmanager.slack.alerts.webhook", "slackWebhook", "webhook"),
    ...(critical === undefined
      ? []
      : [useOf(critical.webhook, "monitoring:alertmanager.slack.critical.webhook", "slackWebhook", "webhook")]),
    ...(heartbeat === undefined
      ? []
      : [useOf(heartbeat.url, "monitoring:alertmanager.heartbeat.url", "postAddress", "webhook")]),
    ...config.prometheus.remoteWrite.flatMap(remoteWriteUses),
    ...measuredServers(config).flatMap(serverUses),
  ]);
}

function oauthUses(oauth: OAuthConfig | undefined): readonly SecretUse[] {
  if (oauth === undefined) return [];
  return [
    useOf(oauth.clientId, "monitoring:grafana.oauth.clientId", "grafanaText"),
    useOf(oauth.clientSecret, "monitoring:grafana.oauth.clientSecret", "grafanaText"),
  ];
}

function remoteWriteUses({ basicAuth, bearerToken }: RemoteWriteConfig, index: number): readonly SecretUse[] {
  const key = `monitoring:prometheus.remoteWrite[${index}]`;
  return [
    ...(basicAuth === undefined
      ? []
      : [
          useOf(basicAuth.username, `${key}.basicAuth.username`, "prometheusUserName"),
          useOf(basicAuth.password, `${key}.basicAuth.password`, "prometheusText"),
        ]),
    ...(bearerToken === undefined ? [] : [useOf(bearerToken, `${key}.bearerToken`, "bearerToken")]),
  ];
}

function serverUses({ asked, path }: MeasuredServer): readonly SecretUse[] {
  if (asked === undefined) return [];
  const usedBy = [`monitoring:${path}.credentials`];
  return [
    useOfFields(
      asked.id,
      "credential",
      usedBy,
      asked.fields.map((field) => ({ ...field, usedBy })),
    ),
  ];
}

function useOf(
  { secret, key }: SecretReference,
  usedBy: string,
  kind: FieldKind,
  holds: SecretUse["holds"] = "credential",
): SecretUse {
  return useOfFields(secret, holds, [usedBy], [{ ...(key === undefined ? {} : { key }), kind, usedBy: [usedBy] }]);
}

function useOfFields(
  id: string,
  holds: SecretUse["holds"],
  usedBy: readonly string[],
  fields: readonly SecretField[],
): SecretUse {
  return {
    id,
    keys: fields.flatMap(({ key, optional }) => (key === undefined || optional ? [] : [key])),
    fields,
    holds,
    usedBy,
  };
}

function mergeUses(uses: readonly SecretUse[]): readonly SecretUse[] {
  const merged = new Map<string, SecretUse>();
  for (const use of uses) {
    const known = merged.get(use.id);
    merged.set(use.id, {
      id: use.id,
      keys: [...new Set([...(known?.keys ?? []), ...use.keys])].sort(),
      fields: mergeFields([...(known?.fields ?? []), ...use.fields]),
      holds: use.holds,
      usedBy: [...(known?.usedBy ?? []), ...use.usedBy],
    });
  }
  return [...merged.values()];
}

/** Each field once, with everybody who asks for it: two databases may share a secret. */
function mergeFields(fields: readonly SecretField[]): readonly SecretField[] {
  const merged = new Map<string, SecretField>();
  for (const field of fields) {
    const name = JSON.stringify([field.key, field.kind]);
    merged.set(name, { ...field, usedBy: [...(merged.get(name)?.usedBy ?? []), ...field.usedBy] });
  }
  return [...merged.values()];
}
