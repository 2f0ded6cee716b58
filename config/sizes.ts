/**
 * How large Prometheus has to be for what it scrapes.
 *
 * What counts is the number of series: one for each metric and each set of its labels. The figures are on the high side, since
 * a server that is killed for its memory is down when it is needed.
 */
import { exporterKeys, exporterSeries, type ExporterKey } from "../exporters";
import type { Resources } from "./fields/common";

/** How much a stack scrapes besides the cluster itself: its services, and servers of each kind of exporter. */
export type ScrapeCounts = Readonly<Record<ExporterKey | "services", number>>;

/** The cluster's own: nodes, kubelets, kube-state-metrics and the API server of about six nodes. */
const CLUSTER_SERIES = 120_000;

/** Ten pods of about 1,500 series each: prom-client's default metrics, and the story's HTTP metrics of some ten routes. */
const SERVICE_SERIES = 15_000;

/** Bytes of memory a series, with queries, compaction and churn: 6 to 8 kB (3 kB when idle). The limit has twice the request. */
const SERIES_BYTES = 6_000;

/** Series that half a core keeps up with: 20,000 samples a second at an interval of 15 seconds, with rules and dashboards. */
const SERIES_PER_HALF_CORE = 300_000;

const GIBIBYTE = 2 ** 30;

/** The story's request: less is not worth its risk. Gibibytes. */
const LEAST_MEMORY = 2;

/** Series that one Prometheus will hold, estimated. */
export function estimatedSeries(counts: ScrapeCounts): number {
  return CLUSTER_SERIES + counts.services * SERVICE_SERIES + exporterSeries(counts);
}

/** CPU and memory of a server for so many targets: memory in whole gibibytes, the limit twice the request; CPU in half cores, without a limit. */
export function prometheusResources(counts: ScrapeCounts): Resources {
  const series = estimatedSeries(counts);
  const memory = Math.max(LEAST_MEMORY, Math.ceil((series * SERIES_BYTES) / GIBIBYTE));
  const milliCores = 500 * Math.ceil(series / SERIES_PER_HALF_CORE);
  return { requests: { cpu: `${milliCores}m`, memory: `${memory}Gi` }, limits: { memory: `${2 * memory}Gi` } };
}

/** The part of a configuration that the size of Prometheus follows from. */
type Sized = Readonly<Record<keyof ScrapeCounts, readonly unknown[]>> & {
  readonly prometheus: { readonly resources?: Resources };
};

/** A configuration with {@link prometheusResources} where it says nothing of its own. */
export function withDefaultResources<C extends Sized>(config: C) {
  const counts = Object.fromEntries(
    (["services", ...exporterKeys] as const).map((key) => [key, config[key].length]),
  ) as ScrapeCounts;
  const resources: Resources = config.prometheus.resources ?? prometheusResources(counts);
  return { ...config, prometheus: { ...config.prometheus, resources } };
}
