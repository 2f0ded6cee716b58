/** The address of the panel that shows what an alert watches. */
import type { PanelPlace } from "../dashboards/watched";

/**
 * A template that Prometheus fills in: Grafana opens that panel alone, for what the alert is about.
 *
 * Grafana's variables bear the names of the labels that they choose by; a label that the alert lacks leaves its
 * variable at "All".
 *
 * @param grafanaUrl Grafana's address, without a trailing slash.
 */
export function dashboardUrl(grafanaUrl: string, { uid, panelId, variables }: PanelPlace): string {
  const chosen = variables.map((name) => `{{ with $labels.${name} }}&var-${name}={{ . | urlquery }}{{ end }}`);
  return `${grafanaUrl}/d/${uid}?viewPanel=${panelId}${chosen.join("")}`;
}
