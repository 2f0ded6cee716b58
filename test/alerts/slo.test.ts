import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { alertGroups } from "../../alerts";
import { availabilityRules, latencyRules, serviceSlos, slo } from "../../alerts/slo";
import { sloDashboard } from "../../alerts/slo/dashboard";
import { sloRunbooks } from "../../scripts/slo-runbooks/runbook";
import { defaultAlertSettings } from "../../config/schema/alerts";
import { service } from "../../config/schema/targets";
import { thresholds } from "../../report/promql";
import { alertOptions, alerts } from "./options";
import { preparePromtool } from "./promtool";
import { runCases } from "./unit-tests/run-cases";
import { firing } from "./unit-tests/unit-test";
import { constant, steps, type Series } from "./series";

const api = { name: "qualisys-api", namespaces: ["production"] };
const expr = (slos: readonly ReturnType<typeof slo>[], alert: string) =>
  availabilityRules(slos, defaultAlertSettings()).alerts.find(({ name }) => name === alert)?.expr ?? "";

const labels = { namespace: "production", job: "qualisys-api" };

/** Whether a condition holds after fourteen days of samples. */
async function holds(condition: string, series: readonly Series[]): Promise<boolean> {
  const rule = {
    alert: "Holds",
    expr: condition,
    labels: { severity: "info", team: "application" },
    annotations: { summary: "", description: "", runbook_url: "" },
  } as const;
  const one = {
    way: "fires",
    name: "holds",
    series,
    scrapeSeconds: 300,
    expect: [firing(14 * 86_400, { ...rule.labels, ...labels })],
  } as const;
  const [verdict] = await runCases([{ rule, recordings: [] }], [one], 86_400);
  return verdict?.failures.size === 0;
}

describe("an SLO", () => {
  it("is 99.5% of requests without error and 95% within 0.5 s where a service says nothing", () =>
    assert.deepEqual(serviceSlos([service.parse(api)]), [
      { service: "qualisys-api", objective: 99.5 },
      { service: "qualisys-api", objective: 95, withinSeconds: 0.5 },
    ]));

  it("is what a service says", () =>
    assert.deepEqual(
      serviceSlos([
        service.parse({ ...api, slo: { availability: { percent: 99.9 }, latency: { percent: 99, seconds: 0.25 } } }),
      ]),
      [
        { service: "qualisys-api", objective: 99.9 },
        { service: "qualisys-api", objective: 99, withinSeconds: 0.25 },
      ],
    ));

  it("is none where a service wants no alerts on it", () =>
    assert.deepEqual(
      serviceSlos([service.parse({ ...api, slo: { availability: { alerts: false }, latency: { alerts: false } } })]),
      [],
    ));

  for (const [objective, limits] of [
    [99.5, [0.072, 0.03, 0.015, 0.005]],
    [99.9, [0.0144, 0.006, 0.003, 0.001]],
    [99.99, [0.00144, 0.0006, 0.0003, 0.0001]],
    [95, [0.72, 0.3, 0.15, 0.05]],
  ] as const) {
    it(`of ${objective}% has the thresholds ${limits.join(", ")}`, () => {
      const names = ["1Hour", "6Hours", "1Day", "3Days"].map((windows) => `SLOErrorBudgetBurn${windows}`);
      const found = names.map((name) =>
        thresholds(expr([slo({ service: "a", objective })], name))
          .comparisons.filter((comparison) => comparison.startsWith("> "))
          .map((comparison) => Number(comparison.slice(2))),
      );
      assert.deepEqual(
        found,
        limits.map((limit) => [limit, limit]),
      );
    });
  }

  it("below 95% or above 99.99% is refused", () => {
    assert.throws(() => slo({ service: "a", objective: 90 }), {
      message: "The objective of a is 90; it must be a number from 95 to 99.99 per cent.",
    });
    assert.throws(() => slo({ service: "a", objective: 100 }), /from 95 to 99\.99/);
  });

  it("has a threshold of its own beside those of other services, in one rule", () => {
    const text = expr(
      [
        slo({ service: "a", objective: 99.5 }),
        slo({ service: "b", objective: 99.9 }),
        slo({ service: "c", objective: 99.5 }),
      ],
      "SLOErrorBudgetBurn3Days",
    );
    assert.match(text, /error_ratio_rate3d\{job=~"a\|c"\} > 0\.005/);
    assert.match(text, /error_ratio_rate3d\{job="b"\} > 0\.001/);
  });

  it("within a whole number of seconds finds its bucket in either spelling", () => {
    const { recordings } = latencyRules(
      [slo({ service: "a", objective: 99, withinSeconds: 1 })],
      defaultAlertSettings(),
    );
    assert.ok(recordings.some(({ expr: query }) => query.includes('le=~"1([.]0)?"')));
  });

  it("leaves no rule without objectives", () => {
    const services = alertOptions.services.map((one) => ({
      ...one,
      slo: service.parse({ ...api, slo: { availability: { alerts: false }, latency: { alerts: false } } }).slo,
    }));
    const rules = alertGroups({ ...alertOptions, services })
      .flatMap(({ groups }) => groups)
      .flatMap((group) => group.rules);
    assert.ok(rules.length > 0);
    assert.deepEqual(
      rules.map((rule) => ("alert" in rule ? rule.alert : rule.record)).filter((name) => /^SLO|rate1h$/.test(name)),
      [],
    );
  });

  it("has the same rules for a hundred services as for two", () => {
    const hundred = Array.from({ length: 100 }, (_, index) =>
      service.parse({ name: `service-${index}`, namespaces: ["staging", "production"] }),
    );
    const names = (services: Parameters<typeof serviceSlos>[0]) =>
      [availabilityRules, latencyRules]
        .map((rules) => rules(serviceSlos(services), defaultAlertSettings()))
        .flatMap(({ recordings, alerts }) => [
          ...recordings.map(({ record }) => record),
          ...alerts.map(({ name }) => name),
        ]);
    assert.ok(names(hundred).length > 0);
    assert.deepEqual(names(hundred), names(alertOptions.services));
  });
});

describe("the dashboard of an SLO", () => {
  before(preparePromtool);

  const objectives = [
    slo({ service: "qualisys-api", objective: 99.5 }),
    slo({ service: "qualisys-api", objective: 95, withinSeconds: 0.5 }),
  ];

  it("names the alert of each line, and draws its threshold", () => {
    const lines = objectives.flatMap((objective) => sloDashboard(objective).burn);
    assert.deepEqual(
      lines.map(({ alert }) => alert).sort(),
      alerts
        .map(({ alert }) => alert)
        .filter((name) => name.startsWith("SLO"))
        .sort(),
    );
    assert.deepEqual(
      lines.map(({ threshold }) => threshold),
      [0.072, 0.03, 0.015, 0.005, 0.72, 0.3, 0.15, 0.05],
    );
  });

  it("counts the budget by requests: a busy day without errors is worth more than a quiet one with many", async () => {
    // Six days of 3 requests a second without an error, six of one a second of which 1% fail, and two without any
    // request: 0.25% of them all.
    const [second, idle] = [6 * 86_400, 12 * 86_400];
    const series = [
      { metric: "job:http_requests:rate1h", labels, samples: steps([0, 3], [second + 1, 1], [idle + 1, 0]) },
      {
        metric: "job:http_requests:error_ratio_rate1h",
        labels,
        samples: steps([0, 0], [second + 1, 0.01], [idle + 1, NaN]),
      },
    ];
    const { wrong, budgetLeft } = sloDashboard(objectives[0]!);
    assert.equal(await holds(`round(${wrong}, 0.0001) == 0.0025`, series), true);
    assert.equal(await holds(`round(${budgetLeft}, 0.01) == 0.5`, series), true);
  });

  it("counts slow requests, not fast ones", async () => {
    const series = [
      { metric: "job:http_request_duration_seconds:rate1h", labels, samples: constant(10) },
      { metric: "job:http_request_duration_seconds:quick_ratio_rate1h", labels, samples: constant(0.99) },
    ];
    assert.equal(await holds(`round(${sloDashboard(objectives[1]!).budgetLeft}, 0.01) == 0.8`, series), true);
  });
});

describe("the runbooks of the SLOs", () => {
  it("are as the windows say (npm run docs:slo)", () => {
    for (const [alert, text] of sloRunbooks())
      assert.equal(readFileSync(join(__dirname, "../../runbooks", `${alert}.md`), "utf8"), text);
  });
});
