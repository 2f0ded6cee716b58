import assert from "node:assert/strict";
import { createHttpMetrics } from "../../instrumentation";
import { durationRecordings } from "../../alerts/latency/recordings";
import { requestRecordings } from "../../alerts/requests/recordings";
import { parseConfig } from "../../config/load";
import { readStackFile, stackNames } from "../../config/stack-file";
import { defaultAlertSettings } from "../../config/schema/alerts";
import { applicationDashboard } from "../../dashboards/application";
import { PROJECT_FOLDER } from "../docs/markdown";

const NAMES = /\b(?:http_requests?|nodejs|process)_\w+/g;

describe("the names of the instrumentation", () => {
  /** Names of series, as `http_requests_total`, and the labels that each has. */
  async function exposed(): Promise<Map<string, Set<string>>> {
    const { registry } = createHttpMetrics({ knownRoutes: [{ method: "GET", route: "/" }] });
    const series = new Map<string, Set<string>>();
    for (const { name, values } of await registry.getMetricsAsJSON()) {
      for (const { labels, metricName = name } of values as unknown as { labels: object; metricName?: string }[])
        series.set(metricName, new Set([...(series.get(metricName) ?? []), ...Object.keys(labels)]));
    }
    return series;
  }

  it("are those that the recordings of alerts read, with the labels that they select", async () => {
    const series = await exposed();
    const used = [...requestRecordings(), ...durationRecordings()].flatMap(({ expr }) => [
      ...expr.matchAll(/(http_request\w+)\{([^}]*)\}/g),
    ]);
    assert.deepEqual([...new Set(used.map(([, name]) => name))].sort(), [
      "http_request_duration_seconds_bucket",
      "http_requests_total",
    ]);
    for (const [, name = "", matchers = ""] of used) {
      const labels = [...matchers.matchAll(/(\w+)(?:=~|!~|!=|=)"/g)]
        .map(([, label]) => label)
        .filter((label) => label !== "job");
      assert.deepEqual(
        labels.filter((label) => !series.get(name)?.has(label as string)),
        [],
        `${name}{${matchers}}`,
      );
    }
  });

  it("include all that the dashboards show of services", async () => {
    const series = await exposed();
    const text = JSON.stringify(applicationDashboard(defaultAlertSettings()));
    const shown = new Set([...text.matchAll(NAMES)].map(([name]) => name));
    assert.ok(shown.size > 8, [...shown].join());
    // What prom-client only has after a collection of garbage.
    const later = ["nodejs_gc_duration_seconds_sum"];
    assert.deepEqual(
      [...shown].filter((name) => !series.has(name) && !later.includes(name)),
      [],
    );
  });

  it("have a bucket bound at what AC12 and the objectives of every stack count", async () => {
    const { registry } = createHttpMetrics({ defaultMetrics: false, knownRoutes: [{ method: "GET", route: "/" }] });
    const text = await registry.metrics();
    const seconds = stackNames(PROJECT_FOLDER).flatMap((stack) => {
      const config = parseConfig(readStackFile(PROJECT_FOLDER, stack));
      return [config.alerts.services.latencyP95Seconds, ...config.services.map(({ slo }) => slo.latency.seconds)];
    });
    assert.ok(seconds.includes(0.5));
    for (const bound of new Set(seconds))
      assert.ok(text.includes(`http_request_duration_seconds_bucket{le="${bound}",`), String(bound));
  });
});
