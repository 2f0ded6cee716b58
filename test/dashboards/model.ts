/** The dashboards as Grafana reads them: parsed back from the text that is deployed. */
import { dashboardJson, dashboards, dashboardSpecs } from "../../dashboards";
import { defaultAlertSettings } from "../../config/schema/alerts";
import { RUNBOOK_BASE_URL } from "../alerts/options";

export interface Target {
  readonly refId?: string;
  readonly expr?: string;
  readonly legendFormat?: string;
  readonly instant?: boolean;
  readonly datasource?: { readonly type?: string; readonly uid?: string };
}

export interface Panel {
  readonly id?: number;
  readonly type: string;
  readonly title?: string;
  readonly description?: string;
  readonly datasource?: { readonly type?: string; readonly uid?: string };
  readonly gridPos?: { readonly h: number; readonly w: number; readonly x: number; readonly y: number };
  readonly targets?: readonly Target[];
  readonly links?: readonly { readonly title: string; readonly url?: string }[];
  readonly collapsed?: boolean;
  readonly panels?: readonly Panel[];
  readonly options?: { readonly legend?: { readonly displayMode?: string; readonly showLegend?: boolean } };
  readonly fieldConfig?: {
    readonly defaults: {
      readonly unit?: string;
      readonly noValue?: string;
      readonly custom?: { readonly thresholdsStyle?: { readonly mode: string } };
      readonly thresholds?: { readonly steps: readonly { readonly value: number | null; readonly color: string }[] };
    };
    readonly overrides: readonly {
      readonly properties: readonly { readonly id: string; readonly value?: unknown }[];
    }[];
  };
}

export interface Variable {
  readonly name: string;
  readonly label?: string;
  readonly type: string;
  readonly query: string;
  readonly datasource?: { readonly type?: string; readonly uid?: string };
  readonly multi?: boolean;
  readonly includeAll?: boolean;
  readonly allValue?: string;
  readonly refresh?: number;
  readonly sort?: number;
}

export interface Model {
  readonly uid: string;
  readonly title: string;
  readonly tags: readonly string[];
  readonly editable: boolean;
  readonly graphTooltip: number;
  readonly refresh: string;
  readonly schemaVersion: number;
  readonly time: { readonly from: string; readonly to: string };
  readonly timezone: string;
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly Variable[] };
  readonly annotations: {
    readonly list: readonly {
      readonly name: string;
      readonly expr?: string;
      readonly datasource?: { readonly uid?: string };
    }[];
  };
  readonly links: readonly {
    readonly type: string;
    readonly tags: readonly string[];
    readonly keepTime: boolean;
    readonly includeVars: boolean;
  }[];
}

export const files = dashboards({ runbookBaseUrl: RUNBOOK_BASE_URL, specs: dashboardSpecs(defaultAlertSettings()) });

export const models: readonly Model[] = files.map((file) => JSON.parse(dashboardJson(file)) as Model);

/** The dashboard of that uid, without the prefix they all have. */
export function model(name: string): Model {
  const found = models.find(({ uid }) => uid === `qualisys-${name}`);
  if (!found) throw new Error(`There is no dashboard qualisys-${name}.`);
  return found;
}

/** Rows and panels, also those in folded rows. */
export function everything(dashboard: Model): readonly Panel[] {
  return dashboard.panels.flatMap((panel) => [panel, ...(panel.panels ?? [])]);
}

/** What shows data. */
export function panels(dashboard: Model): readonly Panel[] {
  return everything(dashboard).filter(({ type }) => type !== "row");
}

/** A query with the place it comes from. */
export interface Located {
  readonly where: string;
  readonly expr: string;
}

/** The queries of a dashboard's panels, with their legends. */
export function panelQueries(
  dashboard: Model,
): readonly (Located & { readonly panel: Panel; readonly target: Target })[] {
  return panels(dashboard).flatMap((panel) =>
    (panel.targets ?? []).map((target) => ({
      where: `${dashboard.uid}, panel ${panel.id} "${panel.title}", query ${target.refId}`,
      expr: target.expr ?? "",
      panel,
      target,
    })),
  );
}

/** The PromQL of a dashboard's variables, out of `label_values(..., label)` or `query_result(...)`. */
export function variableQueries(dashboard: Model): readonly Located[] {
  return dashboard.templating.list
    .filter(({ type }) => type === "query")
    .map(({ name, query }) => ({
      where: `${dashboard.uid}, variable ${name}`,
      expr: /^(?:label_values\((.+), \w+|query_result\((.+))\)$/.exec(query)?.slice(1).find(Boolean) ?? query,
    }));
}

/** The queries of a dashboard's annotations. */
export function annotationQueries(dashboard: Model): readonly Located[] {
  return dashboard.annotations.list.map(({ name, expr }) => ({
    where: `${dashboard.uid}, annotation ${name}`,
    expr: expr ?? "",
  }));
}

/** Every query of every dashboard. */
export const allQueries: readonly Located[] = models.flatMap((dashboard) => [
  ...panelQueries(dashboard),
  ...variableQueries(dashboard),
  ...annotationQueries(dashboard),
]);

/** Stands for `$__rate_interval` where a query is read: a duration that nobody writes. */
export const RATE_INTERVAL = "1m1ms";

/** A query as PromQL, with Grafana's variables left in its strings. */
export function readable(expr: string): string {
  return expr.replaceAll("$__rate_interval", RATE_INTERVAL);
}

/** What Grafana sends to Prometheus when "All" is chosen everywhere, over a short range at 15-second scrapes. */
export function substituted(expr: string): string {
  return expr.replaceAll("$__rate_interval", "1m").replaceAll(/\$\{?\w+\}?/g, ".+");
}
