/** A case of a unit test, as promtool's unit tests have it. */
import { promtoolSeries, selector } from "../series";
import { endSeconds, type Expectation, type FiringAlert, type UnitTestCase } from "./unit-test";

/** Seconds between two scrapes, as deployed. */
const SCRAPE_SECONDS = 15;

/** The case as a test group, demanded of each of the alerts. */
export function testGroup(
  name: string,
  { series, scrapeSeconds = SCRAPE_SECONDS, expect }: UnitTestCase,
  alerts: readonly string[],
) {
  return {
    name,
    ...promtoolSeries(series, scrapeSeconds, Math.max(...expect.map(endSeconds))),
    promql_expr_test: alerts.flatMap((alert) => expect.map((expectation) => queryTest(alert, expectation))),
    alert_rule_test: alerts.flatMap((alert) => expect.flatMap((expectation) => textTests(alert, expectation))),
  };
}

/** The comment is part of what promtool prints. */
function queryTest(alert: string, expectation: Expectation) {
  const firing = { alertname: alert, alertstate: "firing" };
  switch (expectation.kind) {
    case "firing":
      return {
        expr: selector("ALERTS", firing),
        eval_time: `${expectation.atSeconds}s`,
        exp_samples: expectation.alerts.map(({ labels }) => ({
          labels: selector("ALERTS", { ...labels, ...firing }),
          value: 1,
        })),
      };
    case "quiet":
      return never(selector("ALERTS", firing), expectation, "fired");
    case "idle":
      return never(selector("ALERTS", { alertname: alert }), expectation, "was pending or firing");
  }
}

/** A window is open on its left: a millisecond more takes in the time at which it starts. */
function never(
  alerts: string,
  { fromSeconds, untilSeconds }: { fromSeconds: number; untilSeconds: number },
  what: string,
) {
  const window = `${Math.round((untilSeconds - fromSeconds) * 1000) + 1}ms`;
  return {
    expr: `last_over_time(${alerts}[${window}]) # ${what} between ${fromSeconds} s and ${untilSeconds} s`,
    eval_time: `${untilSeconds}s`,
    exp_samples: [],
  };
}

/** Whether a case tells the texts of some alert. */
export function asksForTexts({ expect }: UnitTestCase): boolean {
  return expect.some((one) => one.kind === "firing" && one.alerts.some(hasText));
}

/** The texts, where the case has them. */
function textTests(alert: string, expectation: Expectation) {
  if (expectation.kind !== "firing" || !expectation.alerts.some(hasText)) return [];
  if (!expectation.alerts.every(hasText))
    throw new Error(
      `A case of ${alert} gives the text of some alerts at ${expectation.atSeconds} s and not of all; give all or none.`,
    );
  const alerts = expectation.alerts.map(({ labels, annotations }) => ({
    exp_labels: labels,
    exp_annotations: annotations,
  }));
  return [{ eval_time: `${expectation.atSeconds}s`, alertname: alert, exp_alerts: alerts }];
}

function hasText({ annotations }: FiringAlert): boolean {
  return annotations !== undefined;
}
