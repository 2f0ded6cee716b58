import { parseDuration } from "../../units/duration";
import { isBlank, isHidden, shown, textOf } from "../input/known";
import { prometheusServers } from "../input/servers";
import type { Setting } from "../input/storage";
import type { ResourceRule } from "../rule";

const DAY_MS = 24 * 60 * 60 * 1000;

/** VictoriaMetrics' month (`-retentionPeriod`). */
const MONTH_DAYS = 31;

/** Prometheus keeps its samples for a bounded time. */
export const prometheusRetention: ResourceRule<"maxDays"> = {
  name: "prometheus-retention",
  level: "mandatory",
  description: "Prometheus keeps samples for at most 15 days.",
  reason:
    "The story allows 15 days; beyond that the volume fills and start-up slows, and a long-term store is cheaper.",
  remedy:
    "Set monitoring:prometheus.retention within the limit, and monitoring:prometheus.remoteWrite for a longer history.",
  limits: { maxDays: { description: "Longest retention. Days", default: 15, minimum: 1, maximum: 15 } },
  evaluate: (resource, { maxDays }) =>
    prometheusServers(resource).flatMap(({ retention }) =>
      retention.flatMap((setting) => checkRetention(setting, maxDays) ?? []),
    ),
};

/** Milliseconds; undefined where the value is no duration. VictoriaMetrics takes a number without a unit for months. */
function durationOf({ value, bareUnit }: Setting): number | undefined {
  const text = textOf(value) ?? "";
  return bareUnit === "months" && /^\d+(\.\d+)?$/.test(text) ? Number(text) * MONTH_DAYS * DAY_MS : parseDuration(text);
}

/** What is wrong with a retention; undefined where nothing is. */
export function checkRetention(setting: Setting, maxDays: number): string | undefined {
  const { path, value } = setting;
  const limit = `the limit is ${maxDays}d`;
  if (isBlank(value)) return `${path} is not set, so samples are kept without a limit in time; ${limit}.`;
  if (isHidden(value)) return `${path} is ${shown(value)}; ${limit}.`;
  const milliseconds = durationOf(setting);
  if (milliseconds === undefined) return `${path} is ${shown(value)}, which is no duration such as 15d; ${limit}.`;
  if (milliseconds === 0) return `${path} is ${shown(value)}, which means no limit; ${limit}.`;
  const origin = setting.default === undefined ? "" : ` (${setting.default} default)`;
  return milliseconds > maxDays * DAY_MS ? `${path} is ${shown(value)}${origin}; ${limit}.` : undefined;
}
