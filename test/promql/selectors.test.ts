import assert from "node:assert/strict";
import { expressionIn, ranges, renamedMetrics, selectedMetrics, selectors } from "../../promql";

describe("what an expression selects", () => {
  it("is named with its matchers, without their quotes", () =>
    assert.deepEqual(
      selectors(`up{job=~"a|b", 'zone'!="}"}`).map(({ metric, matchers }) => ({ metric, matchers })),
      [
        {
          metric: "up",
          matchers: [
            { label: "job", operator: "=~", value: "a|b" },
            { label: "zone", operator: "!=", value: "}" },
          ],
        },
      ],
    ));

  it("is neither a function, nor a label, nor a word in a string", () =>
    assert.deepEqual(
      selectedMetrics('sum by (job) (label_replace(a{x="b{c}"}, "d", "$1", "e", "f")) / on (job) group_left (g) h')
        .names,
      ["a", "h"],
    ));

  it("says which function reads its range, also where that is shifted", () =>
    assert.deepEqual(
      selectors("rate(a[5m]) + increase(b[1h] offset 1d) + c + sum(d)").map(({ metric, readBy }) => [metric, readBy]),
      [
        ["a", "rate"],
        ["b", "increase"],
        ["c", undefined],
        ["d", undefined],
      ],
    ));

  it("has ranges with what they are given to", () =>
    assert.deepEqual(ranges("max_over_time(rate(a[5m])[1h:1m]) > increase(b[1h] offset 1d)"), [
      { call: "rate", range: "5m" },
      { call: "increase", range: "1h" },
    ]));
});

describe("a renamed metric", () => {
  const names = new Map([["a:b", "a:b__1"]]);

  it("is another one wherever it is selected, and nowhere else", () =>
    assert.equal(
      renamedMetrics('a:b + a:b:c{x="a:b"} * sum(rate(a:b[5m]))', names),
      'a:b__1 + a:b:c{x="a:b"} * sum(rate(a:b__1[5m]))',
    ));

  it("leaves a text that is no PromQL to Prometheus", () => {
    assert.equal(renamedMetrics("sum(a:b", names), "sum(a:b");
    assert.equal(expressionIn("sum(a:b"), undefined);
  });
});
