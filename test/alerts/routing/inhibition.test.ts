/** What is held back while something else fires: by a real Alertmanager on what `render` writes, and as data. */
import assert from "node:assert/strict";
import type { InhibitRule } from "../../../chart-values/shapes";
import { renderedFolder } from "../../stacks/rendered";
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
const filesystem = {
  namespace: "monitoring",
  job: "node-exporter",
  instance: "10.0.2.1:9100",
  device: "/dev/nvme1n1",
  fstype: "xfs",
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
    what: "a volume is nearly full, as another node measures it, that is full",
    cause: { alertname: "KubePersistentVolumeFillingUp", ...critical, ...volume, persistentvolumeclaim: "shared" },
    other: {
      alertname: "KubePersistentVolumeFillingUp",
      ...warning,
      ...volume,
      node: "node-10",
      instance: "10.0.2.9:10250",
      persistentvolumeclaim: "shared",
    },
  },
  {
    what: "a file system is nearly full that is full",
    cause: { alertname: "NodeFilesystemAlmostOutOfSpace", ...critical, ...filesystem, mountpoint: "/data" },
    other: { alertname: "NodeFilesystemAlmostOutOfSpace", ...warning, ...filesystem, mountpoint: "/data" },
  },
  {
    what: "the API servers' budget burns slowly that burns fast",
    cause: { alertname: "KubeAPIErrorBudgetBurn", ...critical, cluster: "production", long: "1h", short: "5m" },
    other: { alertname: "KubeAPIErrorBudgetBurn", ...warning, cluster: "production", long: "1d", short: "2h" },
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

/** What a team's rules may put on an alert, beside what the cluster does: labels that nothing here knows. */
const TEAM_LABELS = ["queue", "topic", "shard", "tenant"] as const;

/** Alerts of a team, each with one that it must not hold back, and the other way round. */
const TEAMS: readonly Pair[] = TEAM_LABELS.flatMap((label) => {
  const name = `Team${label}Stuck`;
  const about = (value: string) => ({ namespace: "shop", job: "worker", [label]: value });
  return [
    {
      what: `one ${label} is slow while another is stuck`,
      cause: { alertname: name, ...critical, ...about("invoices") },
      other: { alertname: name, ...warning, ...about("mails") },
    },
    {
      what: `a ${label} is known to one severity only`,
      cause: { alertname: `${name}Anywhere`, ...critical, namespace: "shop", job: "worker" },
      other: { alertname: `${name}Anywhere`, ...warning, ...about("mails") },
    },
    {
      what: `something else is wrong with a ${label} on a node that is out of reach`,
      cause: { alertname: "KubeNodeUnreachable", ...warning, ...node, node: `node-of-${label}` },
      other: { alertname: `${name}OnNode`, ...warning, ...about("mails"), node: `node-of-${label}` },
    },
    {
      what: `something else is wrong with a ${label} on a node that is not ready`,
      cause: { alertname: "KubeNodeNotReady", ...warning, ...node, node: `other-node-of-${label}` },
      other: { alertname: `${name}OnNode`, ...warning, ...about("mails"), node: `other-node-of-${label}` },
    },
    {
      what: `something else is wrong with a ${label} of a database that does not answer`,
      cause: { alertname: "PostgresDown", ...critical, ...exporter, database: `of-${label}` },
      other: { alertname: `${name}InDatabase`, ...warning, ...exporter, database: `of-${label}`, [label]: "mails" },
    },
    {
      what: `something else is wrong with a ${label} of a cache that does not answer`,
      cause: { alertname: "RedisDown", ...critical, ...redis, cache: `of-${label}` },
      other: { alertname: `${name}InCache`, ...critical, ...redis, cache: `of-${label}`, [label]: "mails" },
    },
    {
      what: `something else is wrong with a ${label} of a service that fails requests`,
      cause: { alertname: "HighErrorRate", ...critical, namespace: "shop", job: `service-of-${label}` },
      other: { alertname: name, ...warning, namespace: "shop", job: `service-of-${label}`, [label]: "other" },
    },
    {
      what: `something else is wrong with a ${label} of a pod that restarts`,
      cause: { alertname: "PodCrashLooping", ...critical, namespace: "shop", pod: `pod-of-${label}` },
      other: { alertname: name, ...warning, namespace: "shop", job: "worker", pod: `pod-of-${label}`, [label]: "own" },
    },
    {
      what: `a ${label} of a service whose target is down is critical`,
      cause: { alertname: "TargetDown", ...warning, namespace: "shop", job: `worker-of-${label}`, service: "worker" },
      other: { alertname: name, ...critical, ...about("third"), job: `worker-of-${label}` },
    },
  ];
});

/** Chart's alerts of two severities on things that differ in one label. */
const OTHER_THINGS: readonly Pair[] = [
  {
    what: "another file system of the node is nearly full",
    cause: { alertname: "NodeFilesystemSpaceFillingUp", ...critical, ...filesystem, mountpoint: "/a" },
    other: { alertname: "NodeFilesystemSpaceFillingUp", ...warning, ...filesystem, mountpoint: "/b" },
  },
  {
    what: "a file system is nearly full whose files run out",
    cause: { alertname: "NodeFilesystemAlmostOutOfFiles", ...critical, ...filesystem, mountpoint: "/c" },
    other: { alertname: "NodeFilesystemFilesFillingUp", ...warning, ...filesystem, mountpoint: "/c" },
  },
  {
    what: "the certificate of another kubelet expires",
    cause: { alertname: "KubeletClientCertificateExpiration", ...critical, ...volume, node: "node-11" },
    other: { alertname: "KubeletClientCertificateExpiration", ...warning, ...volume, node: "node-12" },
  },
  {
    what: "the certificate of a kubelet expires, without the label of a node on either side",
    cause: { alertname: "KubeletServerCertificateExpiration", ...critical, job: "kubelet", instance: "a" },
    other: { alertname: "KubeletServerCertificateExpiration", ...warning, job: "kubelet", instance: "b" },
  },
];

/** Causes and others the other way round: whatever is critical stays critical. */
const reversed = (pairs: readonly Pair[]): readonly Pair[] =>
  pairs.map(({ what, cause, other }) => ({
    what: `${what} (the other way round)`,
    cause: suffixed({ ...other, severity: "critical" }),
    other: suffixed({ ...cause, severity: "warning" }),
  }));

/** The same alert in a group of its own, so that both directions are sent at once. */
function suffixed(labels: Labels): Labels {
  return { ...labels, namespace: `${labels["namespace"] ?? ""}-reversed` };
}

const ALL_NOTIFIED: readonly Pair[] = [...NOTIFIED, ...OTHER_THINGS, ...TEAMS, ...reversed(TEAMS)];

describe("while its cause fires", function () {
  this.timeout(120_000);
  let alertmanager: RunningAlertmanager;

  before(async function () {
    await preparedTools.call(this, ["alertmanager"]);
    alertmanager = await startAlertmanager(await configurationOf("production"));
    const marked = (labels: Labels, mark: string) => ({ labels, annotations: { description: `${mark}.` } });
    const cases = Object.entries({ inhibited: INHIBITED, notified: ALL_NOTIFIED }).flatMap(([kind, pairs]) =>
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

  for (const [index, { what }] of ALL_NOTIFIED.entries())
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
          if (source_matchers.length === 0) continue;
          const demanded = matchersOf(target_matchers)
            .filter(({ operator, value }) => (operator === "!=" && value === "") || (operator === "=" && value !== ""))
            .map(({ label }) => label);
          const compared = equal.filter((label) => label !== "alertname");
          assert.ok(
            compared.some((label) => demanded.includes(label)),
            `${target_matchers?.join(", ")} demands none of ${compared.join(", ")}`,
          );
          // By two severities of one name nothing else is known.
          if (equal.includes("alertname"))
            assert.deepEqual(
              compared.filter((label) => !demanded.includes(label)),
              [],
              `${target_matchers?.join(", ")} does not demand`,
            );
        }
      });

      it("name what they hold back, so that no alert of a team is meant, except for severity info, which nobody is sent", () => {
        const namesAlerts = (matchers: readonly Matcher[]) =>
          matchers.some(
            ({ label, operator, value }) =>
              label === "alertname" && ["=", "=~"].includes(operator) && /^\w+(?:\|\w+)*$/.test(value),
          );
        const unnamed = rules.flatMap(({ source_matchers, target_matchers }) =>
          [source_matchers, target_matchers]
            .filter((texts) => texts !== undefined)
            .filter((texts) => !namesAlerts(matchersOf(texts)))
            .map((texts) => texts.join(", ")),
        );
        assert.deepEqual(unnamed, ['severity = "info", namespace != ""']);
      });

      it("know the thing of every name that has several severities", () => {
        const severities = new Map<string, Set<string>>();
        for (const { alertname, severity } of alerts)
          severities.set(alertname, (severities.get(alertname) ?? new Set()).add(severity));
        const compared = rules
          .filter(({ equal = [] }) => equal.includes("alertname"))
          .flatMap(({ target_matchers }) => namesIn(matchersOf(target_matchers)));
        assert.deepEqual(
          [...severities]
            .filter(([, of]) => of.size > 1)
            .map(([alertname]) => alertname)
            .sort(),
          [...compared].sort(),
        );
      });

      it("hold back every other alert on a server that does not answer", async () => {
        const down = rules.filter(({ source_matchers = [] }) => /"\w+Down"/.test(source_matchers.join()));
        const texts = [...(await renderedFolder(stack, "rules"))];
        for (const [file, cause] of [
          ["qualisys-database.yaml", "PostgresDown"],
          ["qualisys-cache.yaml", "RedisDown"],
        ] as const) {
          const text = texts.find(([name]) => name === file)?.[1] ?? assert.fail(`render wrote no ${file}`);
          const names = [...text.matchAll(/alert: (\w+)/g)].map(([, name = ""]) => name);
          const held = down
            .filter(({ source_matchers = [] }) => source_matchers.join() === `alertname = "${cause}"`)
            .flatMap(({ target_matchers }) => namesIn(matchersOf(target_matchers)));
          assert.deepEqual(
            names.filter((name) => name !== cause && !held.includes(name)),
            [],
            `${cause} does not hold back`,
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
