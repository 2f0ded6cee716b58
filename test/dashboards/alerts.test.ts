import assert from "node:assert/strict";
import { defaultAlertSettings, type AlertSettings } from "../../config/schema/alerts";
import { dashboards, dashboardSpecs } from "../../dashboards";
import { PROBE_ROUTES } from "../../dashboards/application/queries";
import { alerts, rules, RUNBOOK_BASE_URL } from "../alerts/options";
import { models, panels, type Model, type Panel } from "./model";
import { metricNames } from "./promql";

describe("panels that an alert watches", () => {
  const watched = (list: readonly Panel[]): [alert: string, panel: Panel][] =>
    list.flatMap((panel) => (panel.links ?? []).map(({ title }): [string, Panel] => [title.replace("Runbook: ", ""), panel]));
  const limits: Readonly<Record<string, (settings: AlertSettings) => number>> = {
    // The first number of restarts that is too many.
    PodCrashLooping: ({ pods }) => pods.restartsIn5Minutes + 1,
    HighCPUUsage: ({ nodes }) => nodes.cpuPercent,
    HighMemoryUsage: ({ nodes }) => nodes.memoryPercent,
    DatabaseConnectionPoolExhaustion: ({ databases }) => databases.connectionsPercent / 100,
    PostgresDown: () => 1,
    PostgresLongIdleTransaction: ({ databases }) => databases.idleInTransactionSeconds,
    PostgresReplicationLag: ({ databases }) => databases.replicationLagSeconds,
    PostgresReplicationSlotLag: ({ databases }) => databases.replicationSlotGibibytes * 1024 ** 3,
    PostgresLowCacheHitRatio: ({ databases }) => databases.cacheHitPercent / 100,
    RedisDown: () => 1,
    RedisMemoryNearLimit: ({ caches }) => caches.memoryPercent / 100,
    RedisLowHitRate: ({ caches }) => caches.hitRatePercent / 100,
    HighAPILatency: ({ services }) => services.latencyP95Seconds,
    HighErrorRate: ({ services }) => services.errorPercent / 100,
  };

  it("link to the alert's runbook", () => {
    for (const [alert, panel] of watched(models.flatMap(panels))) {
      const rule = alerts.find((candidate) => candidate.alert === alert);
      assert.equal(panel.links?.[0]?.url, rule?.annotations.runbook_url, `${panel.title}: ${alert}`);
    }
  });

  it("exist for these alerts", () => {
    assert.deepEqual([...new Set(watched(models.flatMap(panels)).map(([alert]) => alert))].sort(), Object.keys(limits).sort());
  });

  it("draw the alert's threshold, also a changed one", () => {
    const changed: AlertSettings = {
      ...defaultAlertSettings(), pods: { restartsIn5Minutes: 7 }, nodes: { cpuPercent: 71, memoryPercent: 72 },
      databases: {
        connectionsPercent: 73, usableConnectionsPercent: 61, idleInTransactionSeconds: 62, deadlocksIn15Minutes: 6,
        replicationLagSeconds: 63, replicationSlotGibibytes: 2.5, cacheHitPercent: 64, minBlocksPerSecond: 7,
      },
      caches: { memoryPercent: 65, evictedKeysIn5Minutes: 8, clientsPercent: 66, hitRatePercent: 67, minLookupsPerSecond: 9 },
      services: { ...defaultAlertSettings().services, latencyP95Seconds: 0.74, errorPercent: 7.5 },
    };
    for (const settings of [defaultAlertSettings(), changed]) {
      const files = dashboards({ runbookBaseUrl: RUNBOOK_BASE_URL, specs: dashboardSpecs(settings) });
      for (const [alert, panel] of watched(files.flatMap(({ json }) => panels(JSON.parse(JSON.stringify(json)) as Model)))) {
        assert.equal(panel.fieldConfig?.defaults.thresholds?.steps.at(-1)?.value, limits[alert]?.(settings), `${panel.title}: ${alert}`);
        // One number is coloured, and has no line.
        if (panel.type === "timeseries") assert.equal(panel.fieldConfig?.defaults.custom?.thresholdsStyle?.mode, "dashed", `${panel.title}: no line`);
      }
    }
  });

  it("leave out the same routes as the recordings that the alerts build on", () => {
    for (const name of ["HighAPILatency", "HighErrorRate"]) {
      const read = exprsRead(alerts.find(({ alert }) => alert === name)?.expr ?? "");
      assert.notEqual(read.length, 0, name);
      for (const expr of read) assert.ok(expr.includes(`route!~"${PROBE_ROUTES}"`), `${name}: ${expr}`);
    }
  });

  it("have no links to runbooks where their address is not given", () => {
    for (const { json } of dashboards({ specs: dashboardSpecs(defaultAlertSettings()) })) for (const panel of panels(JSON.parse(JSON.stringify(json)) as Model)) assert.equal(panel.links, undefined, panel.title);
  });
});

/** The expressions that an expression reads services' series by in the end, through recordings and their recordings. */
function exprsRead(expr: string): readonly string[] {
  const recordings = rules.filter((rule) => "record" in rule).filter(({ record }) => metricNames(expr).includes(record));
  return recordings.length === 0 ? [expr] : recordings.flatMap((recording) => exprsRead(recording.expr));
}
