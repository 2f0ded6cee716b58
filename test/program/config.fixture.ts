/** A configuration that is valid and small; each test changes one thing of it. */
import { parseConfig } from "../../config/load";
import type { RawConfig } from "../../config/raw";
import type { Config } from "../../config/schema";

/** Where a stack is deployed to and its secrets are read: the keys that the providers read and no stack can do without. */
export const providerConfig: RawConfig = { "aws:region": "eu-central-1", "kubernetes:context": "qualisys-staging" };

/** The smallest stack file, as the engine hands it over. */
export const minimalConfig: RawConfig = {
  ...providerConfig,
  "monitoring:environment": "staging",
  "monitoring:cluster": "qualisys-staging",
  "monitoring:alertmanager": JSON.stringify({
    slack: { alerts: { channel: "#alerts", webhook: { secret: "slack", key: "alerts" } } },
  }),
  "monitoring:grafana": JSON.stringify({
    host: "grafana.example.org",
    admin: { password: { secret: "grafana", key: "password" } },
  }),
};

/** The parsed configuration with some keys set to other values. */
export function configWith(keys: Readonly<Record<string, unknown>> = {}): Config {
  const changed = Object.entries(keys).map(([key, value]) => [
    key.includes(":") ? key : `monitoring:${key}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return parseConfig({ ...minimalConfig, ...Object.fromEntries(changed) });
}
