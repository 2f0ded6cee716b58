/** What the deployed postgres_exporter, 0.20.1, says where the newest that can be built from Go modules, 0.19.1, says this. */
import type { ExposedSample } from "../instrumentation/exposition";

/** From 0.20 on these are collectors like the others; before, they are asked for over a connection that stays open. */
const BECAME_COLLECTORS = /^pg_(settings|stat_activity|stat_archiver|stat_replication|replication_slots)_/;

/**
 * The same scrape as 0.20 has it.
 *
 * The collector of replication slots got another name, and its metrics with it. Collectors open a connection at each
 * scrape, and none of them says anything where that fails. The label `server` is gone.
 */
export function newerSamples(samples: readonly ExposedSample[]): ExposedSample[] {
  const connected = samples.some(({ metric }) => metric === "pg_scrape_collector_success");
  return samples
    .filter(({ metric }) => connected || !BECAME_COLLECTORS.test(metric))
    .map(({ metric, labels: { server: _, ...labels }, value }) => ({
      metric: metric.replace(/^pg_replication_slot_/, "pg_replication_slots_"),
      labels: labels["collector"] === "replication_slot" ? { ...labels, collector: "replication_slots" } : labels,
      value,
    }));
}
