import assert from "node:assert/strict";
import type { AlertingRule } from "../../../alerts";
import { preparePromtool } from "../promtool";
import { constant, type Series } from "../series";
import { runCases, type Candidate } from "./run-cases";
import { firing, idleBetween, sends, quietBetween, quietUntil, type Expectation, type UnitTestCase } from "./unit-test";

const where = { namespace: "production" };
const labels = { severity: "warning", team: "platform", ...where };
const annotations = {
  summary: "Too much.",
  description: "3 are too many.",
  runbook_url: "https://example.com/TooMuch.md",
};

function candidate(expr: string, changes: Partial<AlertingRule> = {}): Candidate {
  const rule = {
    alert: "TooMuch",
    expr,
    labels: { severity: "warning", team: "platform" },
    annotations: { ...annotations, description: "{{ $value }} are too many." },
  } as const;
  return {
    rule: { ...rule, ...changes },
    recordings: [{ record: "namespace:things:sum", expr: "sum by (namespace) (things)" }],
  };
}

function things(value: number): Series {
  return { metric: "things", labels: { ...where, pod: "a" }, samples: constant(value) };
}

function expecting(...expect: readonly Expectation[]): UnitTestCase {
  return { way: "fires", name: "fires", series: [things(3)], expect };
}

/** For each case, the positions of the candidates that fail it. */
async function failing(candidates: readonly Candidate[], ...cases: readonly UnitTestCase[]): Promise<number[][]> {
  return (await runCases(candidates, cases, 15)).map(({ failures }) => [...failures.keys()]);
}

const good = candidate("namespace:things:sum > 2");

describe("the run of cases", () => {
  before(preparePromtool);

  it("finds an alert that fires with its labels and texts", async () =>
    assert.deepEqual(await failing([good], expecting(firing(60, labels)), expecting(sends(60, labels, annotations))), [
      [],
      [],
    ]));

  it("names the case and the candidates that do not fire", async () =>
    assert.deepEqual(
      await failing(
        [good, candidate("namespace:things:sum > 3"), candidate("namespace:things:sum > 4")],
        expecting(firing(60, labels)),
        expecting(firing(60)),
      ),
      [[1, 2], [0]],
    ));

  it("sees another label and another text", async () =>
    assert.deepEqual(
      await failing(
        [good],
        expecting(firing(60, { ...labels, severity: "critical" })),
        expecting(sends(60, labels, { ...annotations, summary: "Much." })),
      ),
      [[0], [0]],
    ));

  it("takes the times at both ends of a quiet time in", async () => {
    const later = {
      ...expecting(),
      series: [{ ...things(3), samples: (seconds: number) => (seconds === 60 ? 3 : 0) }],
    };
    const quiet = [quietUntil(45), quietUntil(60), quietBetween(60, 90), quietBetween(75, 90), idleBetween(60, 60)];
    assert.deepEqual(await failing([good], ...quiet.map((one) => ({ ...later, expect: [one] }))), [
      [],
      [0],
      [0],
      [],
      [0],
    ]);
  });

  it("distinguishes pending from firing", async () => {
    const waiting = candidate("namespace:things:sum > 2", { for: "5m" });
    assert.deepEqual(
      await failing([waiting], expecting(quietUntil(285)), expecting(idleBetween(0, 285)), expecting(quietUntil(300))),
      [[], [0], [0]],
    );
  });

  it("evaluates each case as often as it says", async () => {
    const waiting = candidate("namespace:things:sum > 2", { for: "50s" });
    const cases = [15, 30].map((evaluationSeconds) => ({ ...expecting(quietUntil(75)), evaluationSeconds }));
    const shorter = { ...expecting(quietUntil(45)), evaluationSeconds: 15 };
    assert.deepEqual(await failing([waiting], ...cases, shorter), [[0], [0], []]);
  });

  it("gives a case up that makes a candidate fail to evaluate, and only that", async () => {
    const twice = {
      ...expecting(firing(60, labels)),
      series: [things(3), { ...things(3), labels: { ...where, pod: "b" } }],
    };
    const verdicts = await runCases(
      [good, candidate("things * on (namespace) things > 2")],
      [twice, { ...twice, series: [things(3)] }],
      15,
    );
    assert.deepEqual(
      verdicts.map(({ aborted }) => aborted),
      [true, false],
    );
    assert.deepEqual([...verdicts[0]!.failures.keys()], [1]);
  });

  it("evaluates recordings of a candidate that differ, and those that build on them", async () => {
    const chain = (factor: number): Candidate => ({
      ...candidate("namespace:things:total > 2 and namespace:others:sum > 2"),
      recordings: [
        { record: "namespace:things:sum", expr: `${factor} * sum by (namespace) (things)` },
        others,
        { record: "namespace:things:total", expr: "namespace:things:sum + 0" },
      ],
    });
    const others = { record: "namespace:others:sum", expr: "sum by (namespace) (others)" };
    const [last] = chain(1).recordings.slice(-1);
    const [same, less] = [chain(1), chain(0.5)].map(({ rule, recordings }) => ({
      rule,
      recordings: [...recordings.slice(0, -1), last!],
    }));
    const series = [things(3), { ...things(3), metric: "others" }];
    assert.deepEqual(await failing([same!, less!], { ...expecting(firing(60, labels)), series }), [[1]]);
  });

  it("refuses a rule that is none", () =>
    assert.rejects(runCases([candidate("sum(")], [expecting(firing(60))], 15), /could not parse expression/));

  it("refuses the text of some alerts only", () => {
    const some: Expectation = { kind: "firing", atSeconds: 60, alerts: [{ labels, annotations }, { labels: where }] };
    return assert.rejects(
      runCases([good], [expecting(some)], 15),
      /gives the text of some alerts at 60 s and not of all; give all or none/,
    );
  });
});
