/** Which panel shows what an alert watches. */
import type { DashboardSpec, PanelSpec } from "./spec";

/** Where a panel is, and what can be chosen in it. */
export interface PanelPlace {
  /** Of the dashboard. */
  readonly uid: string;
  readonly panelId: number;
  /** The dashboard's variables that the panel's own queries use, in the dashboard's order. */
  readonly variables: readonly string[];
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

function uses(panel: PanelSpec, variable: string): boolean {
  return queries(panel).some((expr) => new RegExp(`\\$${variable}\\b`).test(expr));
}

function queries(panel: PanelSpec): readonly string[] {
  switch (panel.kind) {
    case "timeseries": return panel.queries.map(({ expr }) => expr);
    case "table": return panel.columns.map(({ expr }) => expr);
    default: return [panel.expr];
  }
}
