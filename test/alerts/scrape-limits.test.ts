import assert from "node:assert/strict";
import { alertGroups, isAlertingRule, type WatchedService } from "../../alerts";
import { service } from "../../config/schema/targets";
import { alertOptions } from "./options";
import { runCases } from "./unit-tests/run-cases";
import { firing, idleBetween, type UnitTestCase } from "./unit-tests/unit-test";
import { preparePromtool } from "./promtool";
import { constant, type Series } from "./series";

/** The rule for services with these limits. */
function rule(limits: Readonly<Record<string, number>>) {
  const services: readonly WatchedService[] = Object.entries(limits).map(([name, sampleLimit]) =>
    service.parse({ name, namespaces: ["production"], sampleLimit }),
  );
  return alertGroups({ ...alertOptions, services })
    .flatMap(({ groups }) => groups)
    .flatMap(({ rules }) => rules)
    .filter(isAlertingRule)
    .find(({ alert }) => alert === "ScrapeNearSampleLimit");
}

function scrape(job: string, samples: number): Series {
  return {
    metric: "scrape_samples_post_metric_relabeling",
    labels: { namespace: "production", job, pod: `${job}-1` },
    samples: constant(samples),
  };
}

describe("ScrapeNearSampleLimit of services with limits of their own", () => {
  before(preparePromtool);

  it("holds each service against its own limit", async () => {
    const found = rule({ small: 1000, large: 20_000, "large-too": 20_000 });
    assert.ok(found);
    const alert = { severity: "warning", team: "application", namespace: "production" };
    const cases: readonly UnitTestCase[] = [
      {
        way: "threshold",
        name: "quiet",
        series: [scrape("small", 800), scrape("large", 16_000), scrape("large-too", 900)],
        expect: [idleBetween(0, 1200)],
      },
      {
        way: "threshold",
        name: "small",
        series: [scrape("small", 801), scrape("large", 801)],
        expect: [firing(1200, { ...alert, job: "small" })],
      },
      {
        way: "threshold",
        name: "large",
        series: [scrape("large", 16_001), scrape("large-too", 16_002)],
        expect: [firing(1200, { ...alert, job: "large" }, { ...alert, job: "large-too" })],
      },
    ];
    const verdicts = await runCases([{ rule: found, recordings: [] }], cases, 15);
    assert.deepEqual(
      verdicts.flatMap(({ failures }) => [...failures.values()]),
      [],
    );
  });

  it("is not there without services, which have the only limits", () => assert.equal(rule({}), undefined));
});
