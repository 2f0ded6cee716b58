import { pipelineChecks } from "./checks";

pipelineChecks("staging", [
  ...["prometheus-0", "alertmanager-0", "monitoring-kube-state-metrics", "node-exporter-sandbox-node-a"],
  ...["postgres-exporter-qualisys", "redis-exporter-sessions", "qualisys-api-1", "qualisys-web-2", "load", "console"],
]);
