/** Placeholders for secret values, of the shape that the program expects; they never reach a file. */
import { parseConfig } from "../config/load";
import type { RawConfig } from "../config/raw";
import { secretUses, type SecretUse } from "../config/secret-uses";

/** The version of every secret. */
export const PLACEHOLDER_VERSION = "rendered";

/** A value of each kind that its grammar takes. */
const VALUES: Readonly<Record<SecretUse["fields"][number]["kind"], string>> = {
  host: "rendered.internal",
  port: "1",
  userName: "rendered",
  prometheusUserName: "rendered",
  databaseUser: "rendered",
  text: "rendered",
  prometheusText: "rendered",
  bearerToken: "rendered",
  grafanaText: "rendered",
  slackWebhook: "https://rendered.internal/",
  postAddress: "https://rendered.internal/",
};

/** A text with every value that the configuration asks of a secret. */
export function placeholderSecret(config: RawConfig, id: string): string {
  const fields = secretUses(parseConfig(config)).find((use) => use.id === id)?.fields ?? [];
  const whole = fields.find(({ key }) => key === undefined);
  if (whole !== undefined) return VALUES[whole.kind];
  return JSON.stringify(
    Object.fromEntries(fields.flatMap(({ key, kind, optional }) => (optional ? [] : [[key, VALUES[kind]]]))),
  );
}
