import { parseQuantity } from "../../units/quantity";
import { parseSize } from "../../units/size";
import { isBlank, isHidden, shown, textOf } from "../input/known";
import { prometheusServers, type PrometheusServer } from "../input/servers";
import type { Setting } from "../input/storage";
import type { ResourceRule } from "../rule";

/** Prometheus deletes samples before its volume is full. */
export const prometheusRetentionSize: ResourceRule = {
  name: "prometheus-retention-size",
  level: "mandatory",
  description: "Prometheus has a retentionSize below its volume.",
  reason: "Without it a growing number of series fills the volume, and Prometheus stops with it.",
  remedy: "Set monitoring:prometheus.retentionSize below monitoring:prometheus.storage, such as 45GB for 50Gi.",
  limits: {},
  evaluate: (resource) =>
    prometheusServers(resource).flatMap((server) =>
      server.retentionSize.flatMap((setting) => checkRetentionSize(setting, volumeOf(server)) ?? []),
    ),
};

/** A volume whose size is known. */
export interface Volume {
  /** As it is written. */
  readonly text: string;
  readonly bytes: number;
}

/** The smallest volume of a server; undefined where none has a usable size, which is for `prometheus-storage` to say. */
export function volumeOf({ storage }: PrometheusServer): Volume | undefined {
  const volumes = storage.flatMap(({ sizes: [size] }) => {
    const bytes = size === undefined ? undefined : parseQuantity(textOf(size.value) ?? "");
    return bytes === undefined || size === undefined ? [] : [{ text: String(size.value), bytes }];
  });
  return volumes.sort((left, right) => left.bytes - right.bytes)[0];
}

/** What is wrong with a retentionSize; undefined where nothing is. */
export function checkRetentionSize({ path, value }: Setting, volume: Volume | undefined): string | undefined {
  const limit =
    volume === undefined ? "the limit is the size of the volume" : `the limit is its volume of ${volume.text}`;
  if (isBlank(value)) return `${path} is not set, so Prometheus fills its volume; ${limit}.`;
  if (isHidden(value)) return `${path} is ${shown(value)}; ${limit}.`;
  const bytes = parseSize(textOf(value) ?? "");
  if (bytes === undefined) return `${path} is ${shown(value)}, which is no size such as 45GB; ${limit}.`;
  if (bytes === 0) return `${path} is ${shown(value)}, which means no limit; ${limit}.`;
  return volume !== undefined && bytes >= volume.bytes ? `${path} is ${shown(value)}; ${limit}.` : undefined;
}
