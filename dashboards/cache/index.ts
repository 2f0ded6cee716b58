/** Cache performance: hit rate, memory, clients and command latency of Redis. */
import type { AlertSettings } from "../../config/schema/alerts";
import { firingAlerts } from "../annotations";
import type { DashboardSpec } from "../spec";
import { clientsRow, commandsRow, hitsRow, memoryRow, overviewRow } from "./rows";

export function cacheDashboard(settings: AlertSettings): DashboardSpec {
  return {
    uid: "qualisys-cache",
    title: "Cache performance",
    description:
      "Hit rate, memory, clients and command latency of the Redis servers. Namespace and instance are the exporter's.",
    tags: ["cache", "redis"],
    variables: [
      { name: "namespace", label: "Namespace", query: "label_values(redis_up{}, namespace)" },
      { name: "job", label: "Job", query: 'label_values(redis_up{namespace=~"$namespace"}, job)' },
      { name: "cache", label: "Cache", query: 'label_values(redis_up{namespace=~"$namespace",job=~"$job"}, cache)' },
      {
        name: "instance",
        label: "Instance",
        query: 'label_values(redis_up{namespace=~"$namespace",job=~"$job",cache=~"$cache"}, instance)',
      },
    ],
    annotations: [firingAlerts('job=~"$job",cache=~"$cache"')],
    rows: [overviewRow(settings), hitsRow(settings), memoryRow, commandsRow, clientsRow],
  };
}
