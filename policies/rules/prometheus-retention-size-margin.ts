import { parseSize } from "../../units/size";
import { prometheusServers } from "../input/servers";
import { shown, textOf } from "../input/known";
import type { Setting } from "../input/storage";
import type { ResourceRule } from "../rule";
import { checkRetentionSize, volumeOf, type Volume } from "./prometheus-retention-size";

/** Prometheus leaves room on its volume for what retentionSize does not count. */
export const prometheusRetentionSizeMargin: ResourceRule<"maxPercent"> = {
  name: "prometheus-retention-size-margin",
  level: "advisory",
  description: "Prometheus leaves a tenth of its volume free.",
  reason: "The write-ahead log and blocks being compacted need room as well, and a full volume stops Prometheus.",
  remedy: "Lower monitoring:prometheus.retentionSize, such as 45GB for 50Gi.",
  limits: {
    maxPercent: { description: "Largest share of the volume. Per cent", default: 90, minimum: 1, maximum: 100 },
  },
  evaluate: (resource, { maxPercent }) =>
    prometheusServers(resource).flatMap((server) =>
      server.retentionSize.flatMap((setting) => checkMargin(setting, volumeOf(server), maxPercent) ?? []),
    ),
};

/** What is wrong with the margin; undefined where nothing is, or where the mandatory rule has its say already. */
export function checkMargin(setting: Setting, volume: Volume | undefined, maxPercent: number): string | undefined {
  if (volume === undefined || checkRetentionSize(setting, volume) !== undefined) return undefined;
  const bytes = parseSize(textOf(setting.value) ?? "") ?? 0;
  if (bytes * 100 <= maxPercent * volume.bytes) return undefined;
  return `${setting.path} is ${shown(setting.value)}, ${((bytes * 100) / volume.bytes).toFixed(1)} % of its volume of ${volume.text}; the limit is ${maxPercent} %.`;
}
