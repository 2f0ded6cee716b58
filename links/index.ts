/** Where alerts and dashboards meet: each alert's link to the panel that shows what it watches. Neither of the two knows the other. */
import type { DashboardSpec, PanelSpec } from "../dashboards/spec";

/** Where a panel is, and what can be chosen in it. */
export interface PanelPlace {
  /** Of the dashboard. */
  readonly uid: string;
  readonly panelId: number;
  /** The dashboard's variables that the panel's own queries use, in the dashboard's order. */
  readonly variables: readonly string[];
}

/**
 * The address of each watched panel, by the name of its alert. Built once in a run, and handed to the alerts.
 *
 * @param grafanaUrl Grafana's address, without a trailing slash.
 */
export function panelUrls(dashboards: readonly DashboardSpec[], grafanaUrl: string): ReadonlyMap<string, string> {
  return new Map([...watchedPanels(dashboards)].map(([alert, place]) => [alert, panelUrl(grafanaUrl, place)]));
}

/** The panel of each alert that has one: the first, since dashboards go from the whole to its parts. */
export function watchedPanels(dashboards: readonly DashboardSpec[]): ReadonlyMap<string, PanelPlace> {
  const places = new Map<string, PanelPlace>();
  for (const { uid, rows, variables } of dashboards) {
    for (const panel of rows.flatMap(({ panels }) => panels)) {
      if (panel.alert === undefined || places.has(panel.alert)) continue;
      const used = variables.map(({ name }) => name).filter((name) => uses(panel, name));
      places.set(panel.alert, { uid, panelId: panel.id, variables: used });
    }
  }
  return places;
}

/**
 * A template that Prometheus fills in: Grafana opens that panel alone, for what the alert is about.
 *
 * Grafana's variables bear the names of the labels that they choose by; a label that the alert lacks leaves its
 * variable at "All".
 */
function panelUrl(grafanaUrl: string, { uid, panelId, variables }: PanelPlace): string {
  const chosen = variables.map((name) => `{{ with $labels.${name} }}&var-${name}={{ . | urlquery }}{{ end }}`);
  return `${grafanaUrl}/d/${uid}?viewPanel=${panelId}${chosen.join("")}`;
}

function uses(panel: PanelSpec, variable: string): boolean {
  return queries(panel).some((expr) => new RegExp(`\\$${variable}\\b`).test(expr));
}

function queries(panel: PanelSpec): readonly string[] {
  switch (panel.kind) {
    case "timeseries":
      return panel.queries.map(({ expr }) => expr);
    case "table":
      return panel.columns.map(({ expr }) => expr);
    default:
      return [panel.expr];
  }
}
