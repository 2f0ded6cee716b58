/** The dashboards of the program, as Grafana's classic JSON. */
import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import { withSortedKeys } from "../common/maps";
import { buildDashboard } from "./build";
import type { DashboardSpec } from "./spec";

export { dashboardSpecs } from "./specs";
export type { DashboardSpec } from "./spec";

/** What the dashboards are built from. */
export interface DashboardOptions {
  /** Address under which the folder `runbooks/` is published, with or without a trailing slash. Default: panels have no links to runbooks. */
  readonly runbookBaseUrl?: string;
  /** Those of {@link dashboardSpecs}. */
  readonly specs: readonly DashboardSpec[];
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

/** Each dashboard as Grafana reads it, in the given order. */
export function dashboards({ specs, ...options }: DashboardOptions): DashboardFile[] {
  const runbookBaseUrl = options.runbookBaseUrl?.replace(/\/+$/, "");
  return specs.map((spec) => ({
    uid: spec.uid,
    title: spec.title,
    folder: FOLDER,
    json: buildDashboard(spec, runbookBaseUrl),
  }));
}

/** The dashboard's file: keys sorted, so that equal dashboards are equal bytes. */
export function dashboardJson(dashboard: DashboardFile): string {
  return `${JSON.stringify(withSortedKeys(dashboard.json), undefined, 2)}\n`;
}
