/** What a dashboard shows of a objective. The queries build on the recordings of the alerts, so that both say the same. */
import type { Duration } from "../types";
import { errors, fast } from "./recordings";
import type { Slo } from "./slo";
import { burnThreshold, burnWindows } from "./windows";

/** Time over which a budget is counted: of the 30 days that it is for, Prometheus keeps 15 by default. */
export const BUDGET_WINDOW = "14d";

/** One line of the burn rate, with the share at which the alert fires. */
export interface BurnLine {
  readonly window: Duration;
  /** Share of requests (0 to 1) that went wrong, by namespace. */
  readonly expr: string;
  /** Above it (0 to 1), for this window and the short one, the alert fires. */
  readonly threshold: number;
  readonly alert: string;
}

/** The data of one dashboard. */
export interface SloDashboard {
  readonly service: string;
  /** "99.5% of the requests are not answered with a 5xx status". */
  readonly title: string;
  /** Share of requests (0 to 1) that may go wrong. */
  readonly budget: number;
  /** From the fastest to the slowest. */
  readonly burn: readonly BurnLine[];
  /** Share of requests (0 to 1) that went wrong within {@link BUDGET_WINDOW}, by namespace. */
  readonly wrong: string;
  /** Share of the budget (1: all, 0: none, less: overdrawn) that is left of {@link BUDGET_WINDOW}, by namespace. */
  readonly budgetLeft: string;
}

/** Everything a dashboard shows of a objective. */
export function sloDashboard(slo: Slo): SloDashboard {
  const { service, objective, withinSeconds } = slo;
  const selector = `{job="${service}"}`;
  const budget = burnThreshold({ factor: 1 }, objective);
  const [recorded, wrongOf] =
    withinSeconds === undefined ? [errors, (share: string) => share] : [fast, (share: string) => `(1 - ${share})`];
  const wrongWithin = (window: string) => wrongOf(`${recorded.share(window)}${selector}`);
  const requests = `${recorded.rate("1h")}${selector}`;
  // Hour by hour, each weighted with its requests: windows of an hour, an hour apart, are the whole time once. Hours
  // without requests have no share, and are left out.
  const hours = `[${BUDGET_WINDOW}:1h]`;
  const wrong = `sum_over_time((${wrongWithin("1h")} * ${requests} >= 0)${hours}) / sum_over_time(${requests}${hours})`;
  return {
    service,
    title: `${objective}% of the requests are ${withinSeconds === undefined ? "not answered with a 5xx status" : `answered within ${withinSeconds} s`}`,
    budget,
    burn: burnWindows.map((pair) => ({
      window: pair.long,
      expr: wrongWithin(pair.long),
      threshold: burnThreshold(pair, objective),
      alert: `${recorded.alert}${pair.name}`,
    })),
    wrong,
    budgetLeft: `1 - (${wrong}) / ${budget}`,
  };
}
