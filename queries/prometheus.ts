/** Prometheus itself: what it notes of its targets and alerts, and the metrics of the chart's server. */
import { jobs } from "../naming";
import { series, type Matchers } from "./promql";

/** One Prometheus. Its pod keeps its name through restarts, its address does not. */
export const SERVER = "namespace, job, instance, pod";

/** Matcher of the chart's Prometheus; others may run in the cluster. */
export const OURS: Matchers = `job="${jobs.prometheus}"`;

/** Matcher of the volumes' claims that the operator makes for the chart's Prometheus: `prometheus-<name>-db-<pod>`. */
export const OUR_CLAIMS: Matchers = `persistentvolumeclaim=~"prometheus-${jobs.prometheus}-db-.+"`;

/** Whether a target answered the last scrape: 1 or 0. No series where there is no target. */
export function up(matchers: Matchers): string {
  return series("up", matchers);
}

/** Alerts while they fire; `severity="none"` belongs to the Watchdog and other plumbing. */
export function firingAlerts(matchers: Matchers = ""): string {
  return series("ALERTS", 'alertstate="firing"', 'severity!="none"', matchers);
}
