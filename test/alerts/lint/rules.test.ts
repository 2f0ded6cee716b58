import assert from "node:assert/strict";
import type { AlertingRule, RecordingRule } from "../../../alerts";
import type { InhibitRule } from "../../../chart-values/shapes";
import { deployedBy, type Deployed } from "./deployed";
import { goodAlert, goodRecording } from "./fixture";
import { lintRules } from "./rules";

const PANEL =
  "https://grafana.example.com/d/nodes?viewPanel=7{{ with $labels.instance }}&var-instance={{ . | urlquery }}{{ end }}";

/** An alert with which nothing is wrong, and what differs in it. */
function alert(changes: Partial<AlertingRule> & { readonly dashboardUrl?: string } = {}): AlertingRule {
  const { dashboardUrl = PANEL, ...rest } = changes;
  const good = { ...goodAlert, ...rest } as AlertingRule;
  return { ...good, annotations: { ...good.annotations, dashboard_url: dashboardUrl } };
}

/** An alert on an expression. */
function on(expr: string): Partial<Deployed> {
  return { alerts: [alert({ expr })] };
}

const down = alert({
  alert: "NodeGone",
  expr: "max by (namespace, job, instance) (node_load1) == 0",
  labels: { severity: "critical", team: "platform" },
});
const HOT = ['alertname = "NodeTooHot"'];
const inhibition: InhibitRule = {
  source_matchers: ['alertname = "NodeGone"'],
  target_matchers: HOT,
  equal: ["namespace", "job", "instance"],
};

/** A stack with which nothing is wrong. */
const good: Deployed = {
  alerts: [alert(), down],
  recordings: [goodRecording as RecordingRule],
  chartAlerts: [],
  otherChartAlerts: [],
  inhibitRules: [inhibition],
  dashboards: [{ uid: "nodes", panels: [{ id: 7 }], templating: { list: [{ name: "instance" }] } }],
  runbooks: ["NodeTooHot.md", "NodeGone.md"],
};

/** One thing that is wrong. */
interface Broken {
  readonly rule: keyof typeof lintRules;
  readonly what: string;
  readonly stack: Partial<Deployed>;
  readonly says: RegExp;
}

const compare = (...matchers: readonly string[]) => ({ inhibitRules: [{ ...inhibition, equal: matchers }] });

const broken: readonly Broken[] = [
  {
    rule: "have runbooks that exist",
    what: "a runbook that is missing",
    stack: { runbooks: ["Another.md"] },
    says: /NodeTooHot: .*NodeTooHot\.md/,
  },
  {
    rule: "lead to panels that exist",
    what: "a panel that is missing",
    stack: { alerts: [alert({ dashboardUrl: "https://grafana.example.com/d/nodes?viewPanel=8" })] },
    says: /no panel/,
  },
  {
    rule: "lead to panels that exist",
    what: "a dashboard that is missing",
    stack: { alerts: [alert({ dashboardUrl: "https://grafana.example.com/d/node?viewPanel=7" })] },
    says: /no panel/,
  },
  {
    rule: "lead to panels that exist",
    what: "an address without a panel",
    stack: { alerts: [alert({ dashboardUrl: "https://grafana.example.com" })] },
    says: /no panel/,
  },
  {
    rule: "lead to panels that exist",
    what: "a variable that the dashboard lacks",
    stack: { alerts: [alert({ dashboardUrl: `${PANEL}&var-pod=x` })] },
    says: /no variable pod/,
  },
  {
    rule: "have names of their own",
    what: "two alerts of one name and severity",
    stack: { alerts: [alert(), alert({ for: "1h" })] },
    says: /NodeTooHot \(warning\)/,
  },
  {
    rule: "have names of their own",
    what: "two recordings of one name",
    stack: { recordings: [goodRecording, goodRecording] as RecordingRule[] },
    says: /instance:node_network/,
  },
  {
    rule: "look back where they do not wait",
    what: "an alert on a single sample",
    stack: { alerts: [alert({ for: undefined })] },
    says: /NodeTooHot/,
  },
  {
    rule: "look back where they do not wait",
    what: "an alert on a short look",
    stack: {
      alerts: [
        alert({ for: undefined, expr: "max by (namespace, job, instance) (rate(node_vmstat_oom_kill_total[4m])) > 0" }),
      ],
    },
    says: /NodeTooHot/,
  },
  {
    rule: "give windows two scrapes of 60 s",
    what: "a window of one scrape",
    stack: on("rate(node_vmstat_oom_kill_total[1m]) > 0"),
    says: /NodeTooHot: 1m/,
  },
  {
    rule: "take rates of counters only",
    what: "the rate of a gauge",
    stack: on("rate(node_memory_MemAvailable_bytes[5m]) > 0"),
    says: /rate\(node_memory_MemAvailable_bytes\)/,
  },
  {
    rule: "take rates of counters only",
    what: "the increase of a gauge that is named like a counter",
    stack: on("increase(pg_stat_activity_count[5m]) > 0"),
    says: /increase\(pg_stat_activity_count\)/,
  },
  {
    rule: "read counters by how they grow",
    what: "a counter as it is",
    stack: on("max by (namespace, job, instance) (node_vmstat_oom_kill_total) > 3"),
    says: /NodeTooHot: node_vmstat_oom_kill_total/,
  },
  {
    rule: "read counters by how they grow",
    what: "a counter of a database as it is",
    stack: on("pg_stat_database_deadlocks > 3"),
    says: /pg_stat_database_deadlocks/,
  },
  {
    rule: "know no external labels",
    what: "an external label that is matched",
    stack: on('node_load1{environment="production"} > 3'),
    says: /environment/,
  },
  {
    rule: "know no external labels",
    what: "an external label that is aggregated by",
    stack: on("max by (cluster, instance) (node_load1) > 3"),
    says: /cluster/,
  },
  {
    rule: "match no whole bound of a bucket, which Prometheus 3 writes another way",
    what: "a whole bound",
    stack: on('sum by (job) (rate(x_bucket{le="1"}[5m])) > 3'),
    says: /le="1"/,
  },
  {
    rule: "divide what has the same labels",
    what: "the story's division, of which nothing is aggregated",
    stack: on("pg_stat_activity_count / pg_settings_max_connections > 0.9"),
    says: /aggregate both sides/,
  },
  {
    rule: "divide what has the same labels",
    what: "a division of which one side is aggregated",
    stack: on("max by (instance) (node_filesystem_avail_bytes) / node_filesystem_size_bytes > 0.9"),
    says: /instance, and the labels of the series/,
  },
  {
    rule: "divide what has the same labels",
    what: "a division whose sides are aggregated to other labels",
    stack: on(
      "max by (instance) (node_filesystem_avail_bytes) / max by (instance, device) (node_filesystem_size_bytes) > 0.9",
    ),
    says: /instance, and device, instance/,
  },
  {
    rule: "are held back by what has the labels that are compared",
    what: "a label that the cause lacks",
    stack: { alerts: [alert(), { ...down, expr: "max by (namespace, job) (node_load1) == 0" }] },
    says: /NodeGone over NodeTooHot: only NodeTooHot has instance/,
  },
  {
    rule: "are held back by what has the labels that are compared",
    what: "a label that the consequence lacks",
    stack: { alerts: [alert({ expr: "max by (namespace, job) (node_hwmon_temp_celsius) > 80" }), down] },
    says: /NodeGone over NodeTooHot: only NodeGone has instance/,
  },
  {
    rule: "are held back by what has the labels that are compared",
    what: "a label that both lack",
    stack: compare("namespace", "pod"),
    says: /neither has pod/,
  },
  {
    rule: "are held back by what has the labels that are compared",
    what: "a cause that is no alert",
    stack: { inhibitRules: [{ ...inhibition, source_matchers: ['alertname = "NodeAway"'] }] },
    says: /no alert with alertname = "NodeAway"/,
  },
  {
    rule: "are held back by what has the labels that are compared",
    what: "a consequence that is no alert",
    stack: { inhibitRules: [{ ...inhibition, target_matchers: [...HOT, 'database != ""'] }] },
    says: /no alert with alertname = "NodeTooHot", database/,
  },
];

describe("the rules of the production stack", function () {
  this.timeout(60_000);
  let production: Deployed;
  before(async () => (production = await deployedBy("production")));

  it("are some, as are what they refer to", () => {
    for (const some of Object.values(production)) assert.ok((some as readonly unknown[]).length > 0);
  });

  for (const [name, rule] of Object.entries(lintRules)) it(name, () => assert.deepEqual(rule(production), []));
});

describe("the lint of the rules", () => {
  it("finds nothing wrong with a good stack", () =>
    assert.deepEqual(
      Object.values(lintRules).flatMap((rule) => rule(good)),
      [],
    ));

  for (const { rule, what, stack, says } of broken) {
    it(`finds ${what}`, () => assert.match(lintRules[rule]?.({ ...good, ...stack }).join("\n") ?? "", says));
  }

  it("has no rule that is not shown to find something", () =>
    assert.deepEqual(
      Object.keys(lintRules).filter((name) => !broken.some(({ rule }) => rule === name)),
      [],
    ));

  it("lets two severities of one name be compared by the labels that they have, and by no other", () => {
    const severe = alert({ labels: { severity: "critical", team: "platform" } });
    const by = (...thing: readonly string[]): InhibitRule => ({
      source_matchers: ['severity = "critical"', ...HOT],
      target_matchers: ['severity = "warning"', ...HOT],
      equal: ["alertname", ...thing],
    });
    const says = (rule: InhibitRule) =>
      lintRules["are held back by what has the labels that are compared"]?.({
        ...good,
        alerts: [alert(), severe],
        inhibitRules: [rule],
      });
    assert.deepEqual(says(by("namespace", "instance")), []);
    assert.deepEqual(says(by("namespace", "pod")), [
      "NodeTooHot over NodeTooHot: neither has pod, so each holds back every other",
    ]);
  });
});
