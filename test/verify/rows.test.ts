import assert from "node:assert/strict";
import type { V1Service } from "@kubernetes/client-node";
import { verify, type Row } from "../../verify";
import { drill, healthy, NOW, sourcesOf, type Deployment } from "./deployment";

const ALL = ["AC1", "AC2", "AC3", "AC4", "AC5", "AC6", "AC7", "AC8", "AC9", "AC10", "AC11", "AC12", "AC13", "AC14"];
const REQUIREMENTS = ["NFR-OBS1", "NFR-OBS3", "NFR-R4"];
const INDIRECT = ["AC6", "AC7", "AC8", "AC13", "NFR-OBS1"];

/** One thing broken, the rows that turn red, and what the sentence of the first one says. */
interface Case {
  readonly what: string;
  readonly broken: (deployment: Deployment) => void;
  readonly red: readonly string[];
  readonly says: RegExp;
}

const service = ({ objects }: Deployment, name: string): V1Service => {
  const found = objects.services.find(({ metadata }) => metadata?.name === name);
  assert.ok(found, `no Service ${name}`);
  return found;
};
const monitor = ({ objects }: Deployment, name: string) =>
  objects.serviceMonitors.find(({ metadata }) => metadata.name === name)!;
const pod = ({ objects }: Deployment, name: string) => objects.pods.find(({ metadata }) => metadata?.name === name)!;
const value = (deployment: Deployment, job: string, metric: string, to: number) => {
  deployment.metrics[job]!.find((each) => each.metric === metric)!.value = to;
};
const without = (deployment: Deployment, job: string, metric: string) => {
  deployment.metrics[job] = deployment.metrics[job]!.filter((each) => each.metric !== metric);
};
const rule = ({ groups }: Deployment, name: string) =>
  groups.flatMap(({ rules }) => rules).find((each) => each.name === name)!;
const exporterLog = (deployment: Deployment, error: string) => {
  value(deployment, "postgres-exporter", "pg_up", 0);
  deployment.logs["postgres-exporter-qualisys-1"] =
    `level=ERROR msg="error scraping dsn" err="Error opening connection to database (postgresql://monitoring:PASSWORD_REMOVED@db:5432/qualisys): ${error}" dsn="x"\n`;
};

/** What issue 18 has broken one at a time. */
const MUST_SHOW: readonly Case[] = [
  {
    what: "the name of a Service's port",
    broken: (deployment) => {
      service(deployment, "qualisys-api").spec!.ports![0]!.name = "web";
    },
    red: ["AC3", "NFR-OBS1", "NFR-OBS3"],
    says: /^The ServiceMonitor monitoring\/qualisys-api names the port http, and the Service staging\/qualisys-api has no port of that name: it has web\.$/,
  },
  {
    what: "a label of a rule",
    broken: (deployment) => {
      rule(deployment, "PodCrashLooping").labels = { severity: "page", team: "platform" };
    },
    red: ["AC9", "AC14"],
    says: /^The rule PodCrashLooping carries severity=page; routes and inhibition go by severity=critical\.$/,
  },
  {
    what: "the selector of a ServiceMonitor",
    broken: (deployment) => {
      monitor(deployment, "qualisys-web").spec.selector.matchLabels = { app: "qualisys-wed" };
    },
    red: ["AC3", "NFR-OBS1", "NFR-OBS3"],
    says: /^The ServiceMonitor monitoring\/qualisys-web selects Services with app=qualisys-wed, which staging\/qualisys-web is not: it has app=qualisys-web\.$/,
  },
  {
    what: "the role of a database",
    broken: (deployment) => exporterLog(deployment, 'pq: password authentication failed for user \\"monitoring\\"'),
    red: ["AC4"],
    says: /^The exporter of database qualisys does not reach it \(pg_up is 0\): the server refuses the role or its password, those of the Secret monitoring\/postgres-exporter-qualisys \(.*password authentication failed for user "…"\)\.$/,
  },
  {
    what: "what the role of a database may read",
    broken: (deployment) => {
      value(deployment, "postgres-exporter", "pg_stat_activity_count", 1);
      without(deployment, "postgres-exporter", "pg_stat_statements_calls_total");
    },
    red: ["AC4"],
    says: /pg_stat_statements.*sees the state of 1 of 10 sessions: most often its role lacks pg_monitor\.$/,
  },
  {
    what: "the root certificates of a database",
    broken: (deployment) =>
      exporterLog(deployment, "tls: failed to verify certificate: x509: certificate signed by unknown authority"),
    red: ["AC4"],
    says: /the server's certificate is not accepted: it has to be signed by an authority of the ConfigMap ca-bundle-rds-eu-central-1-\w+, be valid now, and name the host/,
  },
  {
    what: "the ConfigMap with the root certificates",
    broken: (deployment) => {
      value(deployment, "postgres-exporter", "pg_up", 0);
      deployment.objects.configMaps = deployment.objects.configMaps.filter(
        ({ data }) => data?.["ca.pem"] === undefined,
      );
    },
    red: ["AC4"],
    says: /the ConfigMap monitoring\/ca-bundle-rds-eu-central-1-\w+ with its root certificates is not there\.$/,
  },
  {
    what: "the file with Slack's address",
    broken: (deployment) => {
      deployment.objects.secretKeys = new Map([...deployment.objects.secretKeys!, ["alertmanager-slack", ["alert"]]]);
    },
    red: ["AC14"],
    says: /^The receiver slack-notifications of alertmanager-\S+ reads the key alerts of the Secret monitoring\/alertmanager-slack, which has alert\.$/,
  },
  {
    what: "the label of a dashboard",
    broken: (deployment) => {
      const map = deployment.objects.configMaps.find(
        ({ metadata }) => metadata?.name === "dashboard-qualisys-application",
      )!;
      map.metadata!.labels = { grafana_dashboards: "1" };
    },
    red: ["AC7"],
    says: /^Grafana's sidecar loads ConfigMaps with the label grafana_dashboard=1, and dashboard-qualisys-application has no such label\.$/,
  },
  {
    what: "the interval of scrapes",
    broken: (deployment) => {
      monitor(deployment, "qualisys-api").spec.endpoints[0]!.interval = "30s";
      deployment.interval["qualisys-api"] = 30;
    },
    red: ["NFR-OBS3"],
    says: /Samples of qualisys-api \(qualisys-api-1:80, namespace staging\) are up to 30\.0 s apart: its ServiceMonitor qualisys-api asks for an interval of 30s\./,
  },
  {
    what: "the interval of the stack file",
    broken: (deployment) => {
      deployment.config = {
        ...deployment.config,
        prometheus: { ...deployment.config.prometheus, scrapeInterval: "30s" },
      };
    },
    red: ["NFR-OBS3"],
    says: /^The stack asks for a scrape every 30s \(monitoring:prometheus\.scrapeInterval\); the requirement for every 15 s\.$/,
  },
  {
    what: "the retention that runs",
    broken: (deployment) => {
      deployment.runtime.storageRetention = "10d or 45GiB";
    },
    red: ["AC1"],
    says: /^Prometheus prometheus-\S+-0 keeps samples for 10d or 45GiB; the stack asks for a retention of 15d\.$/,
  },
  {
    what: "the retention of the stack file",
    broken: (deployment) => {
      deployment.config = { ...deployment.config, prometheus: { ...deployment.config.prometheus, retention: "10d" } };
      deployment.runtime.storageRetention = "10d or 45GiB";
    },
    red: ["AC1"],
    says: /^The stack asks for a retention of 10d \(monitoring:prometheus\.retention\); the story for 15d\.$/,
  },
  {
    what: "a rule of inhibition",
    broken: (deployment) => {
      const { inhibit_rules } = deployment.running;
      deployment.running.inhibit_rules = inhibit_rules.filter(
        ({ source_matchers }) => !source_matchers.some((matcher) => matcher.includes('="HighErrorRate"')),
      );
    },
    red: ["AC14"],
    says: /has no rule of inhibition by which alertname = "HighErrorRate" holds back alertname = "HighAPILatency", .* with the same namespace, job\.$/,
  },
];

/** What else goes wrong. */
const OTHERS: readonly Case[] = [
  {
    what: "Prometheus' pod",
    broken: (deployment) => {
      const { pods } = deployment.objects;
      pods[0]!.status = {
        phase: "Pending",
        conditions: [{ type: "PodScheduled", status: "False", message: "0/3 nodes are available" }],
      };
    },
    red: ["AC1"],
    says: /^The pod monitoring\/prometheus-\S+-0 is Pending and not Ready \(0\/3 nodes are available\)\.$/,
  },
  {
    what: "what the operator makes of Prometheus",
    broken: (deployment) => {
      deployment.objects.prometheuses[0]!.status.conditions[1] = {
        type: "Reconciled",
        status: "False",
        message: "bad selector",
      };
    },
    red: ["AC1"],
    says: /not Reconciled: bad selector$/,
  },
  {
    what: "Prometheus' volume",
    broken: (deployment) => {
      deployment.objects.claims[0]!.status = { phase: "Bound", capacity: { storage: "10Gi" } };
    },
    red: ["AC1"],
    says: /has 10Gi; the stack asks for 50Gi\.$/,
  },
  {
    what: "a new node, which lacks its exporter",
    broken: (deployment) => {
      deployment.objects.nodes.push({ metadata: { name: "node-c" } });
    },
    red: ["AC2"],
    says: /^Node node-c has no pod of node-exporter\.$/,
  },
  {
    what: "scrapes, which stop",
    broken: (deployment) => {
      deployment.age = 31;
    },
    red: ["AC2", "AC3", "AC4", "AC5"],
    says: /^The last sample of node_cpu_seconds_total from monitoring\/\S+ is 31 s old, more than two intervals of 15s\./,
  },
  {
    what: "one of two replicas",
    broken: (deployment) => {
      pod(deployment, "qualisys-api-2").status = { phase: "Running", conditions: [{ type: "Ready", status: "False" }] };
      deployment.dropped = ["qualisys-api-2"];
    },
    red: ["AC3"],
    says: /^The pod staging\/qualisys-api-2 is Running and not Ready\.$/,
  },
  {
    what: "a target that relabelling drops",
    broken: (deployment) => {
      deployment.dropped = ["qualisys-api-1"];
    },
    red: ["AC3"],
    says: /^Prometheus finds the pod staging\/qualisys-api-1 .* and drops its target by a rule of relabelling/,
  },
  {
    what: "a ServiceMonitor, which is gone",
    broken: (deployment) => {
      deployment.objects.serviceMonitors = deployment.objects.serviceMonitors.filter(
        ({ metadata }) => metadata.name !== "qualisys-api",
      );
    },
    red: ["AC3", "NFR-OBS1", "NFR-OBS3"],
    says: /there is no ServiceMonitor monitoring\/qualisys-api\./,
  },
  {
    what: "what Prometheus selects",
    broken: (deployment) => {
      deployment.objects.prometheuses[0]!.spec.serviceMonitorSelector = {
        matchLabels: { release: "other" },
        matchExpressions: [],
      };
    },
    red: ["AC2", "AC3", "AC4", "AC5", "NFR-OBS1", "NFR-OBS3"],
    says: /is not selected by Prometheus, whose serviceMonitorSelector asks for ServiceMonitors with release=other\./,
  },
  {
    what: "the labels of a Service",
    broken: (deployment) => {
      service(deployment, "qualisys-api").metadata!.labels = { app: "api" };
    },
    red: ["AC3", "NFR-OBS1", "NFR-OBS3"],
    says: /^No Service in namespace staging has the labels of qualisys-api \(app=qualisys-api\): staging\/qualisys-api has app=api\.$/,
  },
  {
    what: "the path of the metrics",
    broken: (deployment) => {
      deployment.scrapeErrors["qualisys-api"] = "server returned HTTP status 404 Not Found";
    },
    red: ["AC3", "NFR-OBS1"],
    says: /^service qualisys-api in staging: Prometheus can't scrape \/metrics of the pod staging\/qualisys-api-1: server returned HTTP status 404 Not Found\./,
  },
  {
    what: "the standard metrics of a service",
    broken: (deployment) => without(deployment, "qualisys-api", "http_requests_total"),
    red: ["AC3"],
    says: /^The pod staging\/qualisys-api-1 answers, and http_requests_total is not among its metrics\./,
  },
  {
    what: "a database whose exporter's log can't be read",
    broken: (deployment) => value(deployment, "postgres-exporter", "pg_up", 0),
    red: ["AC4"],
    says: /the role or its password in the Secret monitoring\/postgres-exporter-qualisys, the root certificates, or the address; the log says which \(kubectl -n monitoring logs deployment\/postgres-exporter-qualisys\)\.$/,
  },
  {
    what: "the database itself",
    broken: (deployment) => exporterLog(deployment, "dial tcp 10.0.0.9:5432: connect: connection refused"),
    red: ["AC4"],
    says: /the server is down, or can't be reached at its address/,
  },
  {
    what: "a collector of a database",
    broken: (deployment) => value(deployment, "postgres-exporter", "pg_scrape_collector_success", 0),
    red: ["AC4"],
    says: /^The exporter of database qualisys fails to read stat_activity \(pg_scrape_collector_success is 0\): most often its role lacks pg_monitor\.$/,
  },
  {
    what: "the certificate of a cache",
    broken: (deployment) => {
      value(deployment, "redis-exporter", "redis_up", 0);
      deployment.metrics["redis-exporter"]!.push({
        metric: "redis_exporter_last_scrape_error",
        labels: { err: "dial rediss: unknown network rediss" },
        value: 1,
      });
    },
    red: ["AC5"],
    says: /^The exporter of cache sessions does not reach it \(redis_up is 0\): the server's certificate is not accepted: .*dial rediss/,
  },
  {
    what: "this machine, which has no Redis",
    broken: (deployment) => {
      value(deployment, "redis-exporter", "redis_up", 0);
      deployment.remarks = [
        "postgres-qualisys does not run: there is no PostgreSQL.",
        "redis-sessions does not run: There is no Redis server to start: install redis-server.",
      ];
    },
    red: ["AC5"],
    says: /^The exporter of cache sessions does not reach it \(redis_up is 0\)\. redis-sessions does not run: There is no Redis server to start: install redis-server\.$/,
  },
  {
    what: "the data of a panel",
    broken: (deployment) => {
      deployment.answers = (expr) => (expr.includes("nodejs_eventloop_lag_mean_seconds") ? [] : undefined);
    },
    red: ["AC7"],
    says: /^1 of 28 queries of qualisys-application find nothing \(panels "Event loop lag"\): Prometheus has no nodejs_eventloop_lag_mean_seconds\.$/,
  },
  {
    what: "the record of drills",
    broken: (deployment) => {
      deployment.drills = deployment.drills.filter(({ alert }) => alert !== "HighMemoryUsage");
    },
    red: ["AC10"],
    says: /^HighMemoryUsage has not fired in this deployment, and no drill of it is on record\.$/,
  },
  {
    what: "a drill of another deployment",
    broken: (deployment) => {
      const index = deployment.drills.findIndex(({ alert }) => alert === "PodCrashLooping");
      deployment.drills[index] = { ...drill("PodCrashLooping"), deployment: "2026-11-01T00:00:00Z" };
    },
    red: ["AC9"],
    says: /was made in another deployment; it has to be made anew\.$/,
  },
  {
    what: "the way of a firing alert to its message",
    broken: (deployment) => {
      deployment.drills = deployment.drills.filter(({ alert }) => alert !== "PodCrashLooping");
      deployment.alerts = [
        {
          labels: { alertname: "PodCrashLooping" },
          state: "firing",
          activeAt: new Date(NOW.getTime() - 120_000).toISOString(),
        },
      ];
    },
    red: ["AC9"],
    says: /^PodCrashLooping fires, and no message has arrived\.$/,
  },
  {
    what: "a rule, which is not loaded",
    broken: (deployment) => {
      deployment.objects.prometheuses[0]!.spec.ruleSelector = { matchLabels: { role: "rules" }, matchExpressions: [] };
      for (const group of deployment.groups) group.rules = group.rules.filter(({ name }) => name !== "HighAPILatency");
    },
    red: ["AC12", "AC14"],
    says: /has no rule HighAPILatency: its ruleSelector asks for role=rules, and the PrometheusRule qualisys-latency has no label\.$/,
  },
  {
    what: "a rule, which can't be evaluated",
    broken: (deployment) => {
      Object.assign(rule(deployment, "PodCrashLooping"), { health: "err", lastError: "many-to-many matching" });
    },
    red: ["AC9", "AC14"],
    says: /can't evaluate the rule PodCrashLooping: many-to-many matching\.$/,
  },
  {
    what: "Grafana's certificate",
    broken: (deployment) => {
      deployment.objects.ingresses[0]!.spec!.tls = [];
      deployment.objects.ingresses[0]!.metadata!.annotations = {};
    },
    red: ["AC13"],
    says: /has no TLS for grafana\.staging\.qualisys\.io\. .* names no issuer for its certificate; the stack asks for letsencrypt-prod\.$/,
  },
  {
    what: "Grafana's sign-in",
    broken: (deployment) => {
      const map = deployment.objects.configMaps.find(({ data }) => data?.["grafana.ini"] !== undefined)!;
      map.data!["grafana.ini"] = map.data!["grafana.ini"]!.replace("enabled = false", "enabled = true");
    },
    red: ["AC13"],
    says: /^grafana\.ini lets anonymous users in/,
  },
  {
    what: "the channel of a receiver",
    broken: (deployment) => {
      deployment.running.receivers[1]!.slack_configs[0]!.channel = "#general";
    },
    red: ["AC14"],
    says: /posts to #general and not to #alerts\.$/,
  },
  {
    what: "notifications, which fail",
    broken: (deployment) => {
      const name = "alertmanager-monitoring-kube-prometheus-alertmanager-0";
      deployment.answers = (expr) =>
        expr.includes("failed_total")
          ? [{ labels: { pod: name, integration: "slack", reason: "other" }, value: 2 }]
          : undefined;
      deployment.logs[name] =
        'level=WARN msg="Notify attempt failed, will retry later" err="open /etc/alertmanager/secrets/alertmanager-slack/alerts: no such file or directory"';
    },
    red: ["AC14"],
    says: /failed to notify slack within 10m \(other: open \/etc\/alertmanager\/secrets\/alertmanager-slack\/alerts: no such file or directory\)\.$/,
  },
  {
    what: "exemplars",
    broken: (deployment) => {
      deployment.openMetrics = "# EOF\n";
    },
    red: ["NFR-OBS1"],
    says: /^The metrics of qualisys-api have no exemplar with request_id or trace_id/,
  },
  {
    what: "evaluations, which are late",
    broken: (deployment) => {
      for (const group of deployment.groups) group.lastEvaluation = new Date(NOW.getTime() - 90_000).toISOString();
    },
    red: ["NFR-R4"],
    says: /evaluated qualisys-requests 90 s ago; it has to every 15 s\./,
  },
  {
    what: "evaluations, which are missed",
    broken: (deployment) => {
      deployment.answers = (expr) =>
        expr.includes("iterations_missed")
          ? [{ labels: { rule_group: "/rules/a.yaml;qualisys-requests" }, value: 3 }]
          : undefined;
    },
    red: ["NFR-R4"],
    says: /missed 3 evaluations of qualisys-requests within 10m\.$/,
  },
  {
    what: "the shares that objectives compare",
    broken: (deployment) => {
      deployment.answers = (expr) => (/error_ratio_rate5m.*qualisys-api/.test(expr) ? [] : undefined);
    },
    red: ["NFR-R4"],
    says: /^job:http_requests:error_ratio_rate5m has no value for qualisys-api in staging: its requests are not measured\.$/,
  },
];

describe("the table of the acceptance criteria", () => {
  it("has seventeen rows, which pass or are shown indirectly where all is well", async () => {
    const rows = await verify(sourcesOf(healthy()));
    assert.deepEqual(
      rows.map(({ id }) => id),
      [...ALL, ...REQUIREMENTS],
    );
    assert.deepEqual(
      resultsOf(rows),
      [...ALL, ...REQUIREMENTS].map((id) => `${id} ${INDIRECT.includes(id) ? "indirect" : "pass"}`),
    );
    for (const { answer, asked } of rows) assert.ok(answer !== "" && asked !== "");
  });

  for (const { what, broken, red, says } of [...MUST_SHOW, ...OTHERS]) {
    it(`turns red ${red.join(", ")} and nothing else by breaking ${what}`, async () => {
      const deployment = healthy();
      broken(deployment);
      const rows = await verify(sourcesOf(deployment));
      const failed = rows.filter(({ result }) => result === "fail");
      assert.deepEqual(
        failed.map(({ id }) => id),
        red,
        failed.map(({ sentence }) => sentence).join("\n"),
      );
      assert.match(failed[0]?.sentence ?? "", says);
    });
  }

  it("passes a row whose alert fires and whose message has arrived", async () => {
    const deployment = healthy();
    const began = NOW.getTime() - 60_000;
    deployment.drills = deployment.drills.filter(({ alert }) => alert !== "PodCrashLooping");
    deployment.alerts = [
      { labels: { alertname: "PodCrashLooping" }, state: "firing", activeAt: new Date(began).toISOString() },
    ];
    deployment.messages = [
      { at: new Date(began + 45_000), channel: "#alerts", title: "[CRITICAL] PodCrashLooping (2)", text: "" },
    ];
    const row = (await verify(sourcesOf(deployment))).find(({ id }) => id === "AC9");
    assert.equal(row?.result, "pass");
    assert.match(
      row.answer,
      /^PodCrashLooping fired at 2026-11-30T11:59:00\.000Z, its message arrived in #alerts after 45 s$/,
    );
  });

  it("takes neither a message that it is over nor one from before for one that it fires", async () => {
    const deployment = healthy();
    const began = NOW.getTime() - 60_000;
    deployment.drills = [drill("HighAPILatency")];
    deployment.alerts = [
      { labels: { alertname: "PodCrashLooping" }, state: "firing", activeAt: new Date(began).toISOString() },
    ];
    deployment.messages = [
      { at: new Date(began - 1_000), channel: "#alerts", title: "[CRITICAL] PodCrashLooping", text: "" },
      { at: new Date(began + 1_000), channel: "#alerts", title: "[RESOLVED] PodCrashLooping", text: "" },
      { at: new Date(began + 1_000), channel: "#alerts", title: "[CRITICAL] PodCrashLoopingElsewhere", text: "" },
    ];
    const row = (await verify(sourcesOf(deployment))).find(({ id }) => id === "AC9");
    assert.equal(row?.sentence, "PodCrashLooping fires, and no message about it has arrived; 3 others have.");
  });

  it("passes exemplars that Prometheus stores", async () => {
    const deployment = healthy();
    deployment.exemplars = [{ trace_id: "4bf92f3577b34da6a3ce929d0e0e4736" }];
    const row = (await verify(sourcesOf(deployment))).find(({ id }) => id === "NFR-OBS1");
    assert.equal(row?.result, "pass");
  });

  it("fails every row whose source does not answer, with a sentence", async () => {
    const sources = sourcesOf(healthy());
    const rows = await verify({
      ...sources,
      prometheuses: sources.prometheuses.map((each) => ({
        ...each,
        targets: async () => {
          throw new Error("Prometheus prometheus-0 does not answer at http://127.0.0.1:1: connect ECONNREFUSED.");
        },
      })),
    });
    assert.equal(rows.length, 17);
    const nodes = rows.find(({ id }) => id === "AC2");
    assert.match(nodes?.sentence ?? "", /^Prometheus prometheus-0 does not answer/);
  });

  it("asks every Prometheus and every Alertmanager, and says which one lacks something", async () => {
    const deployment = healthy();
    deployment.config = {
      ...deployment.config,
      alertmanager: { ...deployment.config.alertmanager, replicas: 2 },
    };
    const sources = sourcesOf(deployment);
    const rows = await verify({
      ...sources,
      prometheuses: sources.prometheuses.flatMap((each) => [
        each,
        { ...each, pod: "prometheus-1", targets: async () => ({ active: [], dropped: [] }) },
      ]),
    });
    const sentence = (id: string) => rows.find((row) => row.id === id)?.sentence ?? "";
    assert.match(sentence("AC2"), /^prometheus-1: The ServiceMonitor monitoring\/\S+ has not reached Prometheus/);
    assert.match(sentence("NFR-OBS3"), /^prometheus-1: The ServiceMonitor qualisys-api has no target\./);
    assert.equal(sentence("AC14"), "1 of 2 Alertmanagers can be asked.");
  });

  it("asks for one service alone", async () => {
    const deployment = healthy();
    service(deployment, "qualisys-web").spec!.ports![0]!.name = "web";
    const api = await verify(sourcesOf(deployment), { service: "qualisys-api" });
    assert.deepEqual(resultsOf(api), ["AC3 pass", "NFR-OBS1 indirect", "NFR-OBS3 pass", "NFR-R4 pass"]);
    const web = await verify(sourcesOf(deployment), { service: "qualisys-web" });
    assert.deepEqual(resultsOf(web).slice(0, 1), ["AC3 fail"]);
  });

  it("says which services there are where another one is asked for", async () => {
    await assert.rejects(verify(sourcesOf(healthy()), { service: "qualisys-app" }), {
      message:
        "The stack lists no service qualisys-app under monitoring:services; it lists qualisys-api, qualisys-web. Add it there and deploy the stack (docs/recipes.md).",
    });
  });

  it("tells each row as soon as those before it are known", async () => {
    const told: string[] = [];
    const rows = await verify(sourcesOf(healthy()), { progress: ({ id }) => told.push(id) });
    assert.deepEqual(
      told,
      rows.map(({ id }) => id),
    );
  });
});

function resultsOf(rows: readonly Row[]): string[] {
  return rows.map(({ id, result }) => `${id} ${result}`);
}
