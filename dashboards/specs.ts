/** Every dashboard of the program, as plain data. */
import type { AlertSettings } from "../config/schema/alerts";
import { applicationDashboard } from "./application";
import { cacheDashboard } from "./cache";
import { clusterDashboard } from "./cluster";
import { databaseDashboard } from "./database";
import type { DashboardSpec } from "./spec";

/** The dashboards, always in the same order; their panels draw the alerts' thresholds. */
export function dashboardSpecs(settings: AlertSettings): readonly DashboardSpec[] {
  return [
    clusterDashboard(settings),
    applicationDashboard(settings),
    databaseDashboard(settings),
    cacheDashboard(settings),
  ];
}
