/** Application performance (AC7): rate, errors and duration of each service's requests, and the state of its processes. */
import type { AlertSettings } from "../../config/schema/alerts";
import { deployments, firingAlerts } from "../annotations";
import type { DashboardSpec } from "../spec";
import { nodejsRow } from "./nodejs";
import { overviewRow, routesRow, servicesRow } from "./requests";

export function applicationDashboard(settings: AlertSettings): DashboardSpec {
  return {
    uid: "qualisys-application",
    title: "Application performance",
    description:
      "Request rate, errors and latency of the services, by service and by route. Probes and /metrics are not counted.",
    tags: ["application"],
    variables: [
      { name: "namespace", label: "Namespace", query: "label_values(http_requests_total{}, namespace)" },
      { name: "job", label: "Job", query: 'label_values(http_requests_total{namespace=~"$namespace"}, job)' },
      {
        name: "instance",
        label: "Instance",
        query: 'label_values(http_requests_total{namespace=~"$namespace",job=~"$job"}, instance)',
      },
      {
        name: "route",
        label: "Route",
        query: 'label_values(http_requests_total{namespace=~"$namespace",job=~"$job"}, route)',
      },
    ],
    annotations: [deployments, firingAlerts('namespace=~"$namespace",job=~"$job"')],
    rows: [overviewRow(settings), servicesRow(settings), routesRow(settings), nodejsRow],
  };
}
