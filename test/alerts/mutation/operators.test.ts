import assert from "node:assert/strict";
import { expressionMutants } from "./mutants";
import { labelsOf } from "./labels";
import { nodes } from "../../../promql";

const series: Readonly<Record<string, readonly string[]>> = {
  hits: ["namespace", "job", "pod"],
  bytes: ["namespace", "device"],
};
const context = { labels: (metric: string) => series[metric] ?? [] };

/** The expressions that one operator makes of one. */
function made(operator: string, expr: string): readonly string[] {
  return expressionMutants(expr, context)
    .filter(({ name }) => name.startsWith(`${operator}: `))
    .map((mutant) => mutant.expr);
}

describe("the operators of mutation", () => {
  const cases: readonly (readonly [operator: string, expr: string, mutants: readonly string[]])[] = [
    ["threshold", "hits > 80", ["hits > 79", "hits > 81"]],
    ["threshold", "hits > 0.9", ["hits > 0.89", "hits > 0.91"]],
    ["threshold", "hits > 0.072", ["hits > 0.071", "hits > 0.073"]],
    ["threshold", "0.5 < hits", ["0.49 < hits", "0.51 < hits"]],
    ["threshold", "up == 0", ["up == -1", "up == 1"]],
    ["threshold", "bytes > 86400", ["bytes > 86300", "bytes > 86500"]],
    ["threshold", "hits * 2 > hits", []],
    [
      "comparison",
      "hits > 80 and hits <= 5",
      ["hits >= 80 and hits <= 5", "hits < 80 and hits <= 5", "hits > 80 and hits < 5", "hits > 80 and hits > 5"],
    ],
    ["comparison", "up == 0", ["up != 0"]],
    ["number", "100 * hits > 5", ["99 * hits > 5", "101 * hits > 5"]],
    ["precision", "round(hits, 0.01) > 5", ["round(hits, 0.1) > 5"]],
    ["window", "rate(hits[5m])", ["rate(hits[240s])", "rate(hits[360s])"]],
    ["window", "max_over_time(hits[1h:1m])", ["max_over_time(hits[2880s:1m])", "max_over_time(hits[4320s:1m])"]],
    ["offset", "hits - hits offset 5m", ["hits - hits", "hits - hits offset 240s", "hits - hits offset 360s"]],
    [
      "aggregation",
      "sum by (job) (hits)",
      ["max by (job) (hits)", "avg by (job) (hits)", "min by (job) (hits)", "count by (job) (hits)"],
    ],
    ["aggregation dropped", "sum by (job) (hits) > 5", ["(hits) > 5"]],
    ["aggregation dropped", "max(rate(hits[5m]))", ["(rate(hits[5m]))"]],
    ["label dropped", "sum by (namespace, job) (hits)", ["sum by (job) (hits)", "sum by (namespace) (hits)"]],
    ["label dropped", "hits / on (namespace) bytes", ["hits / on () bytes"]],
    ["label added", "sum by (namespace) (hits)", ["sum by (namespace, pod) (hits)"]],
    [
      "label added",
      "sum by (namespace) (max by (namespace, job) (hits))",
      [
        "sum by (namespace, job) (max by (namespace, job) (hits))",
        "sum by (namespace) (max by (namespace, job, pod) (hits))",
      ],
    ],
    ["label added", "sum by (namespace, job, pod) (hits)", []],
    ["matching", "hits / on (namespace) bytes", ["hits / ignoring (namespace) bytes"]],
    ["matcher dropped", 'hits{job="a",pod!="b"}', ['hits{pod!="b"}', 'hits{job="a"}']],
    ["matcher negated", 'hits{job="a",pod!~"b"}', ['hits{job!="a",pod!~"b"}', 'hits{job="a",pod=~"b"}']],
    ["matcher changed", 'hits{job="a"}', ['hits{job="a-other"}']],
    ["matcher changed", 'hits{job=~"a|b"}', ['hits{job=~"a"}']],
    ["matcher changed", 'hits{job=~"/(a|b|c)"}', ['hits{job=~"/(a|b)"}']],
    ["function", "rate(hits[5m])", ["increase(hits[5m])", "irate(hits[5m])"]],
    ["function dropped", "floor(hits) > 3", ["(hits) > 3"]],
    ["function dropped", "round(hits + 1, 0.01) > 3", ["(hits + 1) > 3"]],
    ["operator", "hits and bytes + hits", ["hits unless bytes + hits", "hits and bytes - hits"]],
    ["side dropped", "hits > 5 and bytes", ["hits > 5"]],
    ["side dropped", "hits or bytes", ["hits", "bytes"]],
  ];
  for (const [operator, expr, mutants] of cases) {
    it(`make of ${expr} by "${operator}": ${mutants.length === 0 ? "nothing" : mutants.join("; ")}`, () =>
      assert.deepEqual(made(operator, expr), mutants));
  }

  it("make no expression twice, and never the same", () => {
    const made = expressionMutants("sum by (job) (rate(hits[5m])) / sum by (job) (rate(hits[5m])) > 0.05", context).map(
      ({ expr }) => expr,
    );
    assert.equal(new Set(made).size, made.length);
  });

  it("refuse what is no PromQL", () =>
    assert.throws(() => expressionMutants("sum(", context), /This is no PromQL, from character 4 on: sum\(/));
});

describe("the labels of an expression", () => {
  const labels = (expr: string) => labelsOf(nodes(expr)[0]!, expr, context.labels);

  it("are those of the series it selects", () =>
    assert.deepEqual(labels('rate(hits{job="a"}[5m]) > 1'), ["namespace", "job", "pod"]));
  it("are those that it aggregates by", () => assert.deepEqual(labels("sum by (job) (hits)"), ["job"]));
  it("are all but those that it aggregates without", () =>
    assert.deepEqual(labels("max without (pod) (hits)"), ["namespace", "job"]));
  it("are none where it aggregates everything", () => assert.deepEqual(labels("sum(hits)"), []));
});
