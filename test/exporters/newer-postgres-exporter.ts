/** What the deployed postgres_exporter, 0.20.1, calls the metrics of the newest that can be built from Go modules: 0.19.1. */
import type { ExposedSample } from "../instrumentation/exposition";

/** The same sample as 0.20 has it: the collector of replication slots got another name, and with it its metrics. */
export function newerSample({ metric, labels, value }: ExposedSample): ExposedSample {
  return {
    metric: metric.replace(/^pg_replication_slot_/, "pg_replication_slots_"),
    labels:
      labels["collector"] === "replication_slot" ? { ...labels, collector: "replication_slots" } : labels,
    value,
  };
}
