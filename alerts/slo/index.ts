/** Alerts on the services' objectives (SLOs): their error budgets, and how fast those burn. */
import { groupBy } from "../../common/groups";
import type { AlertSettings } from "../../config/schema/alerts";
import { enoughTraffic } from "../requests/traffic";
import type { AlertDefinition, RuleGroup } from "../types";
import { errorRecordings, errors, fast, fastRecordings, type RecordedShares } from "./recordings";
import { jobMatcher, type Slo } from "./slo";
import { burnThreshold, burnWindows, goodThreshold, type BurnWindows } from "./windows";

export { serviceSlos, slo, type ServiceWithSlos, type Slo } from "./slo";

/** What objectives lead to: a part of a group of rules. */
export type SloRules = Required<Pick<RuleGroup, "recordings" | "alerts">>;

/** Recordings and alerts for objectives of availability; none where there are none. */
export function availabilityRules(slos: readonly Slo[], settings: AlertSettings): SloRules {
  const objectives = slos.filter(({ withinSeconds }) => withinSeconds === undefined);
  if (objectives.length === 0) return { recordings: [], alerts: [] };
  return { recordings: errorRecordings(), alerts: burnWindows.map((pair) => errorBurn(pair, objectives, settings)) };
}

/** Recordings and alerts for objectives of latency; none where there are none. */
export function latencyRules(slos: readonly Slo[], settings: AlertSettings): SloRules {
  const objectives = slos.filter(({ withinSeconds }) => withinSeconds !== undefined);
  if (objectives.length === 0) return { recordings: [], alerts: [] };
  return {
    recordings: fastRecordings(objectives),
    alerts: burnWindows.map((pair) => latencyBurn(pair, objectives, settings)),
  };
}

function errorBurn(pair: BurnWindows, slos: readonly Slo[], settings: AlertSettings): AlertDefinition {
  return {
    name: `${errors.alert}${pair.name}`,
    expr: burning(errors, pair, slos, settings, (objective) => `> ${burnThreshold(pair, objective)}`),
    for: pair.for,
    severity: pair.severity,
    team: "application",
    summary: "Service fails more requests than its objective allows.",
    description:
      `{{ $value | humanizePercentage }} of the requests to {{ $labels.job }} in {{ $labels.namespace }} failed within ${pair.long}: ` +
      `at this pace, the error budget of 30 days lasts ${pair.lasts} at most.`,
  };
}

function latencyBurn(pair: BurnWindows, slos: readonly Slo[], settings: AlertSettings): AlertDefinition {
  return {
    name: `${fast.alert}${pair.name}`,
    expr: burning(fast, pair, slos, settings, (objective) => `< ${goodThreshold(pair, objective)}`),
    for: pair.for,
    severity: pair.severity,
    team: "application",
    summary: "Service answers more requests slowly than its objective allows.",
    description:
      `Only {{ $value | humanizePercentage }} of the requests to {{ $labels.job }} in {{ $labels.namespace }} were quick enough within ${pair.long}: ` +
      `at this pace, the budget of slow requests for 30 days lasts ${pair.lasts} at most.`,
  };
}

/**
 * Services whose share is beyond the threshold in both windows, with that of the long one as the value; services of one
 * objective together. The guard leaves out those with hardly any requests, to whom one lonely error is a large share.
 */
function burning(
  { share, rate }: RecordedShares,
  { long, short }: BurnWindows,
  slos: readonly Slo[],
  settings: AlertSettings,
  beyond: (objective: number) => string,
): string {
  const some = [...groupBy(slos, ({ objective }) => objective)].map(([objective, matching]) => {
    return `    ${share(long)}{${jobMatcher(matching)}} ${beyond(objective)}\n  and\n    ${share(short)} ${beyond(objective)}`;
  });
  return `(\n${some.join("\n  or\n")}\n)\nand\n  ${enoughTraffic(rate(long), settings)}`;
}
