/** How brokers are known in Prometheus: no alert is about them yet. */
import type { LabelsSide } from "../../../exporters/kind";

export const labels = { job: "rabbitmq-exporter", server: "broker" } as const satisfies LabelsSide;
