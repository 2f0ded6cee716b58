import assert from "node:assert/strict";
import { aggregate, grown, noneOf, oneOf, rate, RATE_INTERVAL, series } from "../../queries/promql";

describe("a query", () => {
  const cases: readonly (readonly [what: string, query: string, expected: string])[] = [
    ["has no braces where every series is meant", series("up"), "up"],
    ["has every matcher that is given", series("up", 'job="api"', "", 'pod!=""'), 'up{job="api",pod!=""}'],
    [
      "looks back over Grafana's window in a panel",
      rate(series("requests_total"), RATE_INTERVAL),
      "rate(requests_total[$__rate_interval])",
    ],
    ["aggregates by labels", aggregate("sum", "job, pod", "up"), "sum by (job, pod) (up)"],
    ["aggregates over everything where no label is named", aggregate("max", "", "up"), "max(up)"],
    [
      "counts what a counter grew by as a difference",
      grown("errors_total", "5m"),
      "last_over_time(errors_total[5m]) - min_over_time(errors_total[5m])",
    ],
    ["matches some values", series("up", oneOf("job", ["api", "web"])), 'up{job=~"api|web"}'],
    ["matches all values but some", series("up", noneOf("job", ["api"])), 'up{job!~"api"}'],
  ];
  for (const [what, query, expected] of cases) it(what, () => assert.equal(query, expected));
});
