/** The dashboards of the program, as Grafana's classic JSON. */
import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import type { AlertSettings } from "../config/schema/alerts";
import { buildDashboard } from "./build";
import { dashboardSpecs } from "./specs";

/** What the dashboards depend on. */
export interface DashboardOptions {
  /** Address under which the folder `runbooks/` is published, with or without a trailing slash. Default: panels have no links to runbooks. */
  readonly runbookBaseUrl?: string;
  /** What the alerts count as too much: drawn as lines. */
  readonly settings: AlertSettings;
}

/** One dashboard, ready to be stored. */
export interface DashboardFile {
  /** Stable: part of the dashboard's address in Grafana, and its file's name. */
  readonly uid: string;
  readonly title: string;
  /** Grafana's folder. */
  readonly folder: string;
  /** Grafana's classic model; {@link dashboardJson} writes it. */
  readonly json: Dashboard;
}

/** Grafana's folder of all dashboards of the project. */
export const FOLDER = "Qualisys";

/** Every dashboard of the program, always in the same order. */
export function dashboards({ settings, ...options }: DashboardOptions): DashboardFile[] {
  const runbookBaseUrl = options.runbookBaseUrl?.replace(/\/+$/, "");
  return dashboardSpecs(settings)
    .map((spec) => ({ uid: spec.uid, title: spec.title, folder: FOLDER, json: buildDashboard(spec, runbookBaseUrl) }));
}

/** The dashboard's file: keys sorted, so that equal dashboards are equal bytes. */
export function dashboardJson(dashboard: DashboardFile): string {
  return `${JSON.stringify(sorted(dashboard.json), undefined, 2)}\n`;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, sorted(item)]));
}
