/** How Redis servers are known in Prometheus and Alertmanager. */
import type { LabelsSide } from "../kind";

export const labels = { job: "redis-exporter", server: "cache", down: "RedisDown" } as const satisfies LabelsSide;
