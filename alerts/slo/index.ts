/** Alerts on the services' promises: their error budgets, and how fast those burn. */
import { groupBy } from "../../common/groups";
import type { AlertSettings } from "../../config/schema/alerts";
import { enoughTraffic } from "../requests/traffic";
import type { AlertDefinition, RuleGroup } from "../types";
import { errorRecordings, errors, quick, quickRecordings, type RecordedShares } from "./recordings";
import { jobMatcher, type Slo } from "./slo";
import { burnThreshold, burnWindows, goodThreshold, type BurnWindows } from "./windows";

export { serviceSlos, slo, type PromisingService, type Slo } from "./slo";

/** What promises come to: a part of a group of rules. */
export type SloRules = Required<Pick<RuleGroup, "recordings" | "alerts">>;

/** Recordings and alerts for promises on availability; none where none is made. */
export function availabilityRules(slos: readonly Slo[], settings: AlertSettings): SloRules {
  const promises = slos.filter(({ withinSeconds }) => withinSeconds === undefined);
  if (promises.length === 0) return { recordings: [], alerts: [] };
  return { recordings: errorRecordings(), alerts: burnWindows.map((pair) => errorBurn(pair, promises, settings)) };
}

/** Recordings and alerts for promises on latency; none where none is made. */
export function latencyRules(slos: readonly Slo[], settings: AlertSettings): SloRules {
  const promises = slos.filter(({ withinSeconds }) => withinSeconds !== undefined);
  if (promises.length === 0) return { recordings: [], alerts: [] };
  return { recordings: quickRecordings(promises), alerts: burnWindows.map((pair) => latencyBurn(pair, promises, settings)) };
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
    name: `${quick.alert}${pair.name}`,
    expr: burning(quick, pair, slos, settings, (objective) => `< ${goodThreshold(pair, objective)}`),
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
  const some = [...groupBy(slos, ({ objective }) => objective)].map(([objective, promises]) => {
    return `    ${share(long)}{${jobMatcher(promises)}} ${beyond(objective)}\n  and\n    ${share(short)} ${beyond(objective)}`;
  });
  return `(\n${some.join("\n  or\n")}\n)\nand\n  ${enoughTraffic(rate(long), settings)}`;
}
