/** In-cluster addresses and object names that follow from the release's name. */
import { CHART_FULLNAME, RELEASE_NAME } from "../../naming";

/** Name of the Prometheus resource and of its Service. */
export const PROMETHEUS_NAME = `${CHART_FULLNAME}-prometheus`;

/** Name of the Alertmanager resource and of its Service. */
export const ALERTMANAGER_NAME = `${CHART_FULLNAME}-alertmanager`;

/** Grafana's Service and its HTTP port, by name and number. */
export const GRAFANA_SERVICE = { name: `${RELEASE_NAME}-grafana`, port: "http-web", portNumber: 80 } as const;

/** Address under which people reach Grafana. */
export function grafanaAddress(host: string): string {
  return `https://${host}`;
}

/** Address of Prometheus inside the cluster. */
export function prometheusAddress(namespace: string): string {
  return `http://${PROMETHEUS_NAME}.${namespace}:9090`;
}

/** Address of Alertmanager inside the cluster. */
export function alertmanagerAddress(namespace: string): string {
  return `http://${ALERTMANAGER_NAME}.${namespace}:9093`;
}

/** The command that brings a Service to a local port. */
export function portForward(namespace: string, service: string, port: number): string {
  return `kubectl --namespace ${namespace} port-forward service/${service} ${port}:${port}`;
}
