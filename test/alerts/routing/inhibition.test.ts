/** What is held back while something else fires: by a real Alertmanager on what `render` writes, and as data. */
import assert from "node:assert/strict";
import type { InhibitRule } from "../../../chart-values/shapes";
import { waitUntil } from "../../../sandbox/cluster/wait";
import { startAlertmanager, type RunningAlertmanager } from "./alertmanager";
import { preparedTools } from "./prepare";
import { chartAlerts, projectAlerts, type RuleLabels } from "./rules";
import { configurationOf, stacks } from "./stacks";

type Labels = Readonly<Record<string, string>>;

/** Two alerts, in the labels that their rules give them. */
interface Pair {
  /** The sentence that a test is named by. */
  readonly what: string;
  readonly cause: Labels;
  readonly other: Labels;
}

const exporter = { namespace: "monitoring", job: "postgres-exporter", instance: "10.0.1.5:9187" };
const redis = { namespace: "monitoring", job: "redis-exporter", instance: "10.0.1.6:9121" };
const volume = {
  namespace: "shop",
  job: "kubelet",
  instance: "10.0.2.1:10250",
  node: "node-9",
  service: "monitoring-kube-prometheus-kubelet",
};
const node = {
  namespace: "monitoring",
  job: "kube-state-metrics",
  instance: "10.0.1.7:8080",
  condition: "Ready",
  status: "true",
};
const certManager = { namespace: "monitoring", job: "cert-manager" };
const warning = { severity: "warning" };
const critical = { severity: "critical" };

/** A case of its own: what distinguishes a pair ends in the number of the case. */
const INHIBITED: readonly Pair[] = [
  {
    what: "a volume is nearly full that is full",
    cause: { alertname: "KubePersistentVolumeFillingUp", ...critical, ...volume, persistentvolumeclaim: "data" },
    other: { alertname: "KubePersistentVolumeFillingUp", ...warning, ...volume, persistentvolumeclaim: "data" },
  },
  {
    what: "a database has few connections left that does not answer",
    cause: { alertname: "PostgresDown", ...critical, ...exporter, database: "a" },
    other: {
      alertname: "DatabaseConnectionPoolExhaustion",
      ...critical,
      ...exporter,
      database: "a",
      server: "db-1:5432",
    },
  },
  {
    what: "a database lags behind that does not answer",
    cause: { alertname: "PostgresDown", ...critical, ...exporter, database: "b" },
    other: { alertname: "PostgresReplicationLag", ...warning, ...exporter, database: "b" },
  },
  {
    what: "a cache is nearly full that does not answer",
    cause: { alertname: "RedisDown", ...critical, ...redis, cache: "a" },
    other: { alertname: "RedisMemoryNearLimit", ...warning, ...redis, cache: "a" },
  },
  {
    what: "a database nears the limit of connections that it has reached",
    cause: { alertname: "DatabaseConnectionPoolExhaustion", ...critical, ...exporter, database: "c" },
    other: { alertname: "PostgresConnectionsNearLimit", ...warning, ...exporter, database: "c" },
  },
  {
    what: "a certificate expires soon that expires at once",
    cause: { alertname: "CertificateExpiryImminent", ...critical, ...certManager, name: "grafana-tls" },
    other: { alertname: "CertificateExpiringSoon", ...warning, ...certManager, name: "grafana-tls" },
  },
  {
    what: "a service is slow that fails requests",
    cause: { alertname: "HighErrorRate", ...critical, namespace: "shop", job: "api" },
    other: { alertname: "HighAPILatency", ...warning, namespace: "shop", job: "api" },
  },
  {
    what: "targets are down of a service that is absent",
    cause: { alertname: "ServiceAbsent", ...critical, namespace: "shop", job: "web" },
    other: { alertname: "TargetDown", ...warning, namespace: "shop", job: "web", service: "web" },
  },
  {
    what: "targets are down of an exporter that is down",
    cause: {
      alertname: "PostgresExporterDown",
      ...warning,
      namespace: "monitoring",
      job: "postgres-exporter",
      database: "d",
    },
    other: {
      alertname: "TargetDown",
      ...warning,
      namespace: "monitoring",
      job: "postgres-exporter",
      service: "postgres-exporter-d",
    },
  },
  {
    what: "targets are down of another exporter that is down",
    cause: { alertname: "RedisExporterDown", ...warning, namespace: "monitoring", job: "redis-exporter", cache: "d" },
    other: {
      alertname: "TargetDown",
      ...warning,
      namespace: "monitoring",
      job: "redis-exporter",
      service: "redis-exporter-d",
    },
  },
  {
    what: "a node is not ready that is out of reach",
    cause: { alertname: "KubeNodeUnreachable", ...warning, ...node, node: "node-1" },
    other: { alertname: "KubeNodeNotReady", ...warning, ...node, node: "node-1" },
  },
  {
    what: "something is wrong on a node that is not ready",
    cause: { alertname: "KubeNodeNotReady", ...warning, ...node, node: "node-2" },
    other: { alertname: "KubeNodeReadinessFlapping", ...warning, node: "node-2" },
  },
  {
    what: "something is wrong on a node that is out of reach",
    cause: { alertname: "KubeNodeUnreachable", ...warning, ...node, node: "node-7" },
    other: { alertname: "KubeNodeReadinessFlapping", ...warning, node: "node-7" },
  },
  {
    what: "a budget burns slowly that burns fast",
    cause: { alertname: "SLOErrorBudgetBurn1Hour", ...critical, namespace: "shop", job: "search" },
    other: { alertname: "SLOErrorBudgetBurn3Days", ...warning, namespace: "shop", job: "search" },
  },
  {
    what: "another budget burns slowly that burns less slowly as well",
    cause: { alertname: "SLOLatencyBudgetBurn1Day", ...warning, namespace: "shop", job: "search" },
    other: { alertname: "SLOLatencyBudgetBurn3Days", ...warning, namespace: "shop", job: "search" },
  },
  {
    what: "a pod waits in a crash loop that is known to restart",
    cause: { alertname: "PodCrashLooping", ...critical, namespace: "shop", pod: "api-1" },
    other: {
      alertname: "KubePodCrashLooping",
      ...warning,
      namespace: "shop",
      pod: "api-1",
      container: "api",
      job: "kube-state-metrics",
      reason: "CrashLoopBackOff",
    },
  },
];

const NOTIFIED: readonly Pair[] = [
  {
    what: "another certificate expires soon",
    cause: { alertname: "CertificateExpiryImminent", ...critical, ...certManager, name: "api-tls" },
    other: { alertname: "CertificateExpiringSoon", ...warning, ...certManager, name: "shop-tls" },
  },
  {
    what: "another volume is nearly full",
    cause: { alertname: "KubePersistentVolumeInodesFillingUp", ...critical, ...volume, persistentvolumeclaim: "data" },
    other: { alertname: "KubePersistentVolumeInodesFillingUp", ...warning, ...volume, persistentvolumeclaim: "logs" },
  },
  {
    what: "another database has few connections left",
    cause: { alertname: "PostgresDown", ...critical, ...exporter, database: "e" },
    other: { alertname: "DatabaseConnectionPoolExhaustion", ...critical, ...exporter, database: "f" },
  },
  {
    what: "the exporters of databases have an alert without a database",
    cause: { alertname: "PostgresDown", ...critical, namespace: "monitoring", job: "postgres-exporter" },
    other: { alertname: "ScrapeNearSampleLimit", ...warning, namespace: "monitoring", job: "postgres-exporter" },
  },
  {
    what: "another cache is nearly full",
    cause: { alertname: "RedisDown", ...critical, ...redis, cache: "b" },
    other: { alertname: "RedisMemoryNearLimit", ...warning, ...redis, cache: "c" },
  },
  {
    what: "the service of that name in another namespace is slow",
    cause: { alertname: "HighErrorRate", ...critical, namespace: "shop", job: "cart" },
    other: { alertname: "HighAPILatency", ...warning, namespace: "trial", job: "cart" },
  },
  {
    what: "something is wrong on another node",
    cause: { alertname: "KubeNodeNotReady", ...warning, ...node, node: "node-3" },
    other: { alertname: "KubeNodeReadinessFlapping", ...warning, node: "node-4" },
  },
  {
    what: "a pod is not ready, whose node is not known",
    cause: { alertname: "KubeNodeNotReady", ...warning, ...node, node: "node-5" },
    other: { alertname: "KubePodNotReady", ...warning, namespace: "shop", job: "kube-state-metrics", pod: "api-9" },
  },
  {
    what: "a service that burns its budget of errors is slow as well",
    cause: { alertname: "SLOErrorBudgetBurn1Hour", ...critical, namespace: "shop", job: "mail" },
    other: { alertname: "SLOLatencyBudgetBurn1Hour", ...critical, namespace: "shop", job: "mail" },
  },
  {
    what: "a budget burns slowly of another service",
    cause: { alertname: "SLOErrorBudgetBurn6Hours", ...critical, namespace: "shop", job: "chat" },
    other: { alertname: "SLOErrorBudgetBurn1Day", ...warning, namespace: "shop", job: "cron" },
  },
  {
    what: "another pod waits in a crash loop",
    cause: { alertname: "PodCrashLooping", ...critical, namespace: "shop", pod: "api-2" },
    other: {
      alertname: "KubePodCrashLooping",
      ...warning,
      namespace: "shop",
      pod: "api-3",
      container: "api",
      job: "kube-state-metrics",
      reason: "CrashLoopBackOff",
    },
  },
  {
    what: "something critical is wrong on a node that is not ready",
    cause: { alertname: "KubeNodeNotReady", ...warning, ...node, node: "node-6" },
    other: { alertname: "KubePersistentVolumeErrors", ...critical, node: "node-6" },
  },
];

describe("while its cause fires", function () {
  this.timeout(120_000);
  let alertmanager: RunningAlertmanager;

  before(async function () {
    await preparedTools.call(this, ["alertmanager"]);
    alertmanager = await startAlertmanager(await configurationOf("production"));
    const marked = (labels: Labels, mark: string) => ({ labels, annotations: { description: `${mark}.` } });
    const cases = Object.entries({ inhibited: INHIBITED, notified: NOTIFIED }).flatMap(([kind, pairs]) =>
      pairs.map((pair, index) => ({ ...pair, mark: `${kind} ${index}` })),
    );
    await alertmanager.post(
      ...cases.flatMap(({ cause, other, mark }) => [marked(cause, `cause of ${mark}`), marked(other, mark)]),
    );
    for (const { mark } of cases) await alertmanager.notifications(`• cause of ${mark}.`, 1);
    // Sent after all the others, whose waits began before.
    await alertmanager.post({ labels: { alertname: "Last" } });
    await alertmanager.notifications("Last", 1);
  });
  after(() => alertmanager.stop());

  const isNotified = (mark: string) => JSON.stringify(alertmanager.arrived()).includes(`• ${mark}.`);

  for (const [index, { what }] of INHIBITED.entries())
    it(`nobody is notified that ${what}`, () => assert.equal(isNotified(`inhibited ${index}`), false));

  it("an info alert is held back by a warning of the same thing, though nobody is notified of it anyway", async () => {
    const info = { alertname: "KubeletTooManyPods", severity: "info", instance: "10.0.2.1:10250", node: "node-8" };
    await alertmanager.post({ labels: { ...info, ...warning } }, { labels: info });
    // Alertmanager takes alerts in one after the other, after it has answered.
    await waitUntil({
      what: "the info alert to be held back",
      timeoutMs: 10_000,
      missing: async () => ((await alertmanager.inhibited()).includes(info.alertname) ? undefined : "it is not"),
    });
  });
  for (const [index, { what }] of NOTIFIED.entries())
    it(`it is notified that ${what}`, () => assert.equal(isNotified(`notified ${index}`), true));
});

/** One condition of a rule. */
interface Matcher {
  readonly label: string;
  readonly operator: string;
  readonly value: string;
}

function matchersOf(texts: readonly string[] = []): Matcher[] {
  return texts.map((text) => {
    const [, label = "", operator = "", value = ""] =
      /^(\w+) (=|!=|=~|!~) "(.*)"$/.exec(text) ?? assert.fail(`${text} is no matcher`);
    return { label, operator, value };
  });
}

/** Names of alerts in a condition. */
const namesIn = (matchers: readonly Matcher[]) =>
  matchers.filter(({ label }) => label === "alertname").flatMap(({ value }) => value.split("|"));

describe("the inhibition rules", function () {
  this.timeout(120_000);

  for (const stack of stacks) {
    describe(`of ${stack}`, () => {
      let rules: readonly InhibitRule[];
      let alerts: readonly RuleLabels[];
      before(async () => {
        rules = (await configurationOf(stack)).file.inhibit_rules ?? [];
        alerts = [...(await projectAlerts(stack)), ...chartAlerts()];
      });

      it("name alerts that exist", () => {
        const names = rules.flatMap(({ source_matchers, target_matchers }) => [
          ...namesIn(matchersOf(source_matchers)),
          ...namesIn(matchersOf(target_matchers)),
        ]);
        assert.deepEqual(
          [...new Set(names)].filter((name) => !alerts.some(({ alertname }) => alertname === name)),
          [],
        );
      });

      it("hold back nothing critical for something that is not", () => {
        const mayBeCritical = (matchers: readonly Matcher[]) =>
          alerts
            .filter(({ severity }) => severity === "critical")
            .filter((alert) => matchers.every((matcher) => mayMatch(matcher, alert)))
            .map(({ alertname }) => alertname);
        const isSurelyCritical = (matchers: readonly Matcher[]) =>
          alerts
            .filter((alert) => matchers.every((matcher) => mayMatch(matcher, alert)))
            .every(({ severity }) => severity === "critical");
        for (const { source_matchers, target_matchers } of rules) {
          if (source_matchers !== undefined && isSurelyCritical(matchersOf(source_matchers))) continue;
          assert.deepEqual(
            mayBeCritical(matchersOf(target_matchers)),
            [],
            `${source_matchers?.join(", ")} would hold back`,
          );
        }
      });

      it("compare no label that may be missing on both sides alone", () => {
        for (const { source_matchers = [], target_matchers, equal = [] } of rules) {
          if (
            equal.includes("alertname") ||
            source_matchers.length === 0 ||
            source_matchers.join().includes("InfoInhibitor")
          )
            continue;
          const demanded = matchersOf(target_matchers)
            .filter(({ operator, value }) => (operator === "!=" && value === "") || (operator === "=" && value !== ""))
            .map(({ label }) => label);
          assert.ok(
            equal.some((label) => demanded.includes(label)),
            `${target_matchers?.join(", ")} demands none of ${equal.join(", ")}`,
          );
        }
      });
    });
  }
});

/** Whether a rule's labels could fit; a label that the rule does not set comes from its series and may be anything. */
function mayMatch({ label, operator, value }: Matcher, { alertname, severity }: RuleLabels): boolean {
  const own = { alertname, severity }[label];
  if (own === undefined) return true;
  const equals = operator.includes("~") ? new RegExp(`^(?:${value})$`).test(own) : own === value;
  return operator.startsWith("!") ? !equals : equals;
}
