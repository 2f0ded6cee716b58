import { pipelineChecks } from "./checks";

pipelineChecks("production", [
  ...["prometheus-0", "prometheus-1", "alertmanager-0", "alertmanager-1", "node-exporter-sandbox-node-c"],
  ...["postgres-exporter-qualisys", "postgres-exporter-reporting", "redis-exporter-sessions", "redis-exporter-jobs"],
  ...["qualisys-api-2", "qualisys-web-1", "load", "console"],
]);
