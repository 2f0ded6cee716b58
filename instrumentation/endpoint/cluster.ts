/** Several workers in one process group (`node:cluster`): one endpoint, in the primary, for all of them. */
import { AggregatorRegistry, Registry } from "prom-client";
import type { Exposed } from "./exposition";

/** In a worker: lets the primary ask for the metrics of these registries. */
export function shareMetrics(...registries: readonly Registry[]): void {
  AggregatorRegistry.setRegistries([...registries]);
  // Made for its listener alone: prom-client answers the primary from the first of these on.
  new AggregatorRegistry();
}

/**
 * In the primary: the metrics of all workers as one. Counters and histograms are sums, event-loop percentiles means. What a
 * worker counted goes with it; `rate` takes that for a restart, which it is.
 */
export function clusterRegistry(): Exposed {
  const aggregator = new AggregatorRegistry();
  // prom-client puts workers together as plain text, whatever the content type of theirs.
  return { contentType: Registry.PROMETHEUS_CONTENT_TYPE, metrics: () => aggregator.clusterMetrics() };
}
