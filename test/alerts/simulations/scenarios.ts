/** The days on which nobody is to be paged: a healthy one, and those on which something happens that is nobody's fault. */
import type { Simulation } from "../../synthetic-cluster/simulation";
import { all, changed, exposing, faster, set, unreachable, type Labels } from "../../synthetic-cluster/simulation";
import { HOUR, MINUTE, type Span } from "../../synthetic-cluster/time";
import { measured, production } from "../../synthetic-cluster/targets";
import {
  fresh,
  podsOf,
  replaced,
  serviceWorkload,
  type Inventory,
  type Pod,
} from "../../synthetic-cluster/targets/inventory";
import { clusterScenarios } from "./scenarios/cluster";
import { databaseScenarios } from "./scenarios/databases";
import { lifeScenarios } from "./scenarios/lives";
import { WORKING_HOURS, type Scenario } from "./scenarios/scenario";
import { serviceScenarios } from "./scenarios/services";

export type { Scenario } from "./scenarios/scenario";

/** All scenarios. */
export const scenarios: readonly Scenario[] = [
  { name: "nothing happens", simulation: () => measured(production()) },
  { name: "a node is drained and another takes its place", simulation: nodeReplaced, span: WORKING_HOURS },
  { name: "every service is redeployed, pod by pod", simulation: rollingDeploy, span: WORKING_HOURS },
  { name: "databases are backed up at night", simulation: nightlyBackup, span: [0, 8 * HOUR] },
  { name: "every exporter is restarted", simulation: exportersRestarted, span: [8 * HOUR, 18 * HOUR] },
  { name: "Prometheus is restarted", simulation: prometheusRestarted, span: WORKING_HOURS },
  { name: "one target after the other misses some scrapes", simulation: scrapeGaps, span: WORKING_HOURS },
  { name: "a new service is deployed", simulation: newService, span: WORKING_HOURS },
  { name: "kube-state-metrics is restarted", simulation: stateMetricsRestarted, span: WORKING_HOURS },
  { name: "no user comes", simulation: noUsers },
  ...serviceScenarios,
  ...lifeScenarios,
  ...databaseScenarios,
  ...clusterScenarios,
];

/** The second node takes no more pods, loses those that it has, and goes; a new one comes. */
function nodeReplaced(): Simulation {
  const ordinary = production();
  const [, drained] = ordinary.nodes;
  if (drained === undefined) throw new Error("The simulated cluster has one node only; a drained one needs another.");
  const others = ordinary.nodes.filter((node) => node !== drained).map(({ name }) => name);
  const cordonedAt = 10 * HOUR;
  const until = cordonedAt + 20 * MINUTE;
  const successor = {
    ...drained,
    name: drained.name.replace("-10.", "-77."),
    address: drained.address.replace(/\d+$/, "77"),
    startedAt: until + 5 * MINUTE,
  };
  const onDrained = ({ node, workload }: Pod): boolean =>
    node === drained.name && workload.kind !== "DaemonSet" && workload.kind !== "Job";
  let moved = 0;
  const evacuated = replaced(
    ordinary,
    onDrained,
    (position) => cordonedAt + MINUTE + position * 30,
    () => others[moved++ % others.length] ?? "",
  );
  const daemons = evacuated.pods.filter(({ node, workload }) => node === drained.name && workload.kind === "DaemonSet");
  return measured({
    ...evacuated,
    nodes: [...ordinary.nodes.map((node) => (node === drained ? { ...node, cordonedAt, until } : node)), successor],
    pods: [
      ...evacuated.pods.map((pod) => (daemons.includes(pod) ? { ...pod, until } : pod)),
      ...daemons.map((pod) => ({
        ...fresh(pod),
        name: `${pod.name}n`,
        node: successor.name,
        address: successor.address,
        startedAt: successor.startedAt,
      })),
    ],
  });
}

/** One pod of each service after the other. Some requests fail while connections are cut, and some are slow while caches are cold. */
function rollingDeploy(): Simulation {
  const ordinary = production();
  const start = 11 * HOUR;
  const services = serviceNames(ordinary);
  const deployed = replaced(
    ordinary,
    ({ workload }) => services.includes(workload.name),
    (position) => start + position * 70,
  );
  const rollout: Span = [start, start + 10 * MINUTE];
  return all(
    ...services.map((job) => faster("http_requests_total", { job, route: "/orders", status: "503" }, 0.01, rollout)),
    ...services.map((job) => set("nodejs_eventloop_lag_p99_seconds", { job }, 0.08, rollout)),
  )(measured(deployed));
}

/** Everything is read once: disks are busy, a transaction stays open for the whole dump, replicas fall behind a little. */
function nightlyBackup(): Simulation {
  const dump: Span = [2 * HOUR, 2 * HOUR + 40 * MINUTE];
  const ordinary = production();
  const [node] = ordinary.nodes;
  const instance = `${node?.address}:9100`;
  return all(
    faster("node_cpu_seconds_total", { instance, mode: "iowait" }, 0.45, dump),
    faster("node_cpu_seconds_total", { instance, mode: "user" }, 0.2, dump),
    faster("node_cpu_seconds_total", { instance, mode: "idle" }, -0.65, dump),
    faster("node_disk_io_time_seconds_total", { instance }, 0.9, dump),
    set("node_memory_MemFree_bytes", { instance }, 2e8, dump),
    set("node_filesystem_avail_bytes", { instance, device: "/dev/nvme0n1p1" }, 30e9, dump),
    ...ordinary.config.databases.flatMap(({ name, database: datname }) => {
      const database: Labels = { database: name };
      const leader = {
        datname,
        usename: "backup",
        application_name: "pg_dump",
        state: "idle in transaction",
        backend_type: "client backend",
        wait_event: "",
        wait_event_type: "",
      };
      return [
        faster("pg_stat_database_blks_read", { ...database, datname }, 3000, dump),
        faster("pg_stat_database_blks_hit", { ...database, datname }, 9000, dump),
        exposing(database, "pg_stat_activity_max_tx_duration", leader, (seconds) => seconds - dump[0], dump),
        exposing(database, "pg_stat_activity_count", leader, () => 1, dump),
        set("pg_replication_slots_pg_wal_lsn_diff", database, 6e8, dump),
        set("pg_locks_count", { ...database, mode: "accesssharelock" }, 900, dump),
      ];
    }),
    ...ordinary.config.caches.map(({ name: cache }) => set("redis_memory_used_rss_bytes", { cache }, 2.5e9, dump)),
  )(measured(ordinary));
}

/** The exporters of servers are moved, those of nodes are updated in place; containers count one restart. */
function exportersRestarted(): Simulation {
  const ordinary = production();
  const moved = replaced(
    ordinary,
    ({ workload }) => /^(postgres|redis)-exporter-/.test(workload.name),
    (position) => (9 + position) * HOUR,
  );
  const restarted = moved.pods.map((pod) =>
    pod.workload.container === "node-exporter" ? { ...pod, restarts: [16 * HOUR] } : pod,
  );
  return unreachable({ job: "node-exporter" }, [16 * HOUR, 16 * HOUR + 2 * MINUTE])(
    measured({ ...moved, pods: restarted }),
  );
}

/** The Prometheus whose day this is, is away; what it counts of itself starts over. */
function prometheusRestarted(): Simulation {
  const at = 12 * HOUR;
  const simulation = measured(
    replaced(
      production(),
      ({ name }) => /^prometheus-.*-0$/.test(name),
      () => at,
    ),
  );
  return { ...simulation, away: [at - 2 * MINUTE, at + 2 * MINUTE] };
}

/** Two scrapes missed of one target each, of every kind, from nine on. */
function scrapeGaps(): Simulation {
  const simulation = measured(production());
  const jobs = [...new Set(simulation.targets.map(({ labels }) => labels["job"] ?? ""))];
  const gaps = jobs.map((job, index) => {
    const instance = simulation.targets.find(({ labels }) => labels["job"] === job)?.labels["instance"] ?? "";
    const from = 9 * HOUR + index * 20 * MINUTE;
    return unreachable({ job, instance }, [from, from + 2 * MINUTE]);
  });
  return all(...gaps)(simulation);
}

/** A service that was not there before: its first requests are counted before it is first scraped. */
function newService(): Simulation {
  const ordinary = production();
  const [first] = ordinary.config.services;
  const workload = serviceWorkload(first?.namespaces[0] ?? "default", "qualisys-mail");
  const service = { name: workload.name, namespaces: [workload.namespace] };
  return measured({
    ...ordinary,
    config: { ...ordinary.config, services: [...ordinary.config.services, service] },
    workloads: [...ordinary.workloads, workload],
    pods: [...ordinary.pods, ...podsOf(workload, ordinary.workloads.length, 10 * HOUR + 3 * MINUTE)],
  });
}

/** The state of everything starts over, under another instance. */
function stateMetricsRestarted(): Simulation {
  return measured(
    replaced(
      production(),
      ({ workload }) => workload.container === "kube-state-metrics",
      () => 9 * HOUR,
    ),
  );
}

/** A day off: probes go on, nothing else does. */
function noUsers(): Simulation {
  const ordinary = production();
  const nothing = (metric: string, labels: Labels) => changed(metric, labels, (samples) => () => samples(0));
  return all(
    ...serviceNames(ordinary).flatMap((job) =>
      ["/orders/:id", "/orders", "/reports"].flatMap((route) =>
        [
          "http_requests_total",
          "http_request_duration_seconds_bucket",
          "http_request_duration_seconds_count",
          "http_request_duration_seconds_sum",
        ].map((metric) => nothing(metric, { job, route })),
      ),
    ),
    ...["hits", "misses"].map((which) => nothing(`redis_keyspace_${which}_total`, {})),
    ...["blks_hit", "blks_read", "xact_commit", "xact_rollback", "active_time_seconds_total"].map((which) =>
      nothing(`pg_stat_database_${which}`, {}),
    ),
    set("pg_stat_activity_count", { state: "active", usename: "app" }, 0),
  )(measured(ordinary));
}

function serviceNames({ config }: Inventory): string[] {
  return config.services.map(({ name }) => name);
}
