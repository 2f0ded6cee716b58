import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { isAlertingRule, type PrometheusRuleGroup } from "../../alerts";
import { disabledChartAlerts, overlaps } from "../../alerts/overlaps";
import { chartValues } from "../../components/kube-prometheus-stack/values";
import { overlapsPage, OVERLAPS_PAGE } from "../../scripts/alert-overlaps";
import { configWith } from "../program/config.fixture";
import { alerts } from "./options";

const chartRules = join(__dirname, "../../sandbox/own-chart/kube-prometheus-stack/files/rules");

/** Alerts of the own chart, which has the names of the real one. */
const chartAlerts = readdirSync(chartRules)
  .flatMap((file) => (parse(readFileSync(join(chartRules, file), "utf8")) as { groups: PrometheusRuleGroup[] }).groups)
  .flatMap(({ rules }) => rules)
  .filter(isAlertingRule);

describe("the table of the chart's alerts beside ours", () => {
  it("names alerts that the chart has", () =>
    assert.deepEqual(
      overlaps.filter(({ chart }) => !chartAlerts.some(({ alert }) => alert === chart)).map(({ chart }) => chart),
      [],
    ));

  it("names alerts that we have", () =>
    assert.deepEqual(
      overlaps.flatMap(({ ours }) => ours).filter((name) => !alerts.some(({ alert }) => alert === name)),
      [],
    ));

  it("names no alert of the chart twice", () =>
    assert.equal(new Set(overlaps.map(({ chart }) => chart)).size, overlaps.length));

  it("has one of ours for everything that is switched off or muted", () =>
    assert.deepEqual(
      overlaps
        .filter(({ ours, treatment }) => ["off", "inhibited"].includes(treatment.how) && ours.length === 0)
        .map(({ chart }) => chart),
      [],
    ));

  it("has every alert of the chart that has the name of one of ours", () => {
    const twice = chartAlerts.filter(({ alert }) => alerts.some((own) => own.alert === alert));
    assert.deepEqual(
      twice.map(({ alert }) => alert),
      [],
    );
  });

  it("is what the release switches off", () => {
    assert.deepEqual(Object.keys(disabledChartAlerts()).sort(), ["NodeCPUHighUsage", "NodeMemoryHighUtilization"]);
    assert.deepEqual(chartValues(configWith({})).defaultRules?.disabled, disabledChartAlerts());
  });

  it("is the page in the documentation (npm run docs:overlaps)", () =>
    assert.equal(readFileSync(OVERLAPS_PAGE, "utf8"), overlapsPage()));
});

describe("the volume of Prometheus", () => {
  const { prometheus, "kube-state-metrics": stateMetrics } = chartValues(configWith({}));
  const [label = "", value] =
    Object.entries(prometheus?.prometheusSpec?.storageSpec?.volumeClaimTemplate?.metadata?.labels ?? {})[0] ?? [];

  it("has the label by which the chart's alerts on volumes leave a claim out", () => {
    const storage = chartAlerts.filter(({ alert }) => alert === "KubePersistentVolumeFillingUp");
    assert.ok(storage.length > 0);
    for (const { expr } of storage)
      assert.ok(expr.includes(`kube_persistentvolumeclaim_labels{label_${label}="${value}"} == 1`), expr);
  });

  it("has that label in kube-state-metrics, which shows no label that it is not told to", () =>
    assert.deepEqual(stateMetrics?.metricLabelsAllowlist, [`persistentvolumeclaims=[${label}]`]));
});
