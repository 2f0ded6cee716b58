/** AC4 and AC5: databases and caches, through their exporters. */
import { measuredServers, exporterJobs } from "../../exporters";
import type { MeasuredServer } from "../../exporters/kind";
import { verdictOf, type Criterion } from "../row";
import type { Sources } from "../sources";
import { flowOf } from "../targets/data";
import { exporterTargets } from "../targets/expected";
import { serverProblems, type ServerMetrics } from "./exporter-cause";
import { flowInWords } from "./wording";

/** What the row of one kind of server asks for. */
interface ServerRow {
  readonly id: string;
  readonly title: string;
  readonly job: string;
  readonly thing: string;
  readonly metrics: ServerMetrics;
}

function serverRow({ id, title, job, thing, metrics }: ServerRow): Criterion {
  const { up, always } = metrics;
  return {
    id,
    title,
    asked: `Kubernetes: exporters and their pods; Prometheus: ${up}, raw samples of ${always.join(", ")}`,
    settles: true,
    judge: async (sources) => {
      const servers = measuredServers(sources.config).filter(({ labels }) => labels.job === job);
      const objects = await sources.objects();
      const expected = servers.map((server) => exporterTargets(objects, sources.config, server));
      // First whether the exporters answer; what they say of their servers, then: a server that is down has no metrics to miss.
      const exporters = await flowOf(sources, expected, [up]);
      const of = exporters.problems.length > 0 ? [] : await problemsOf(sources, servers, metrics);
      const none = servers.length === 0 ? [`The stack lists no ${thing}.`] : [];
      const flow = of.length > 0 ? { ...exporters, problems: [] } : await flowOf(sources, expected, [up, ...always]);
      return verdictOf([...none, ...of, ...flow.problems], flowInWords(thing, flow));
    },
  };
}

async function problemsOf(sources: Sources, servers: readonly MeasuredServer[], metrics: ServerMetrics) {
  const all = await Promise.all(
    servers.flatMap((server) =>
      sources.prometheuses.map((prometheus) => serverProblems(sources, prometheus, server, metrics)),
    ),
  );
  return all.flat();
}

/** AC4. */
export const databasesAreMeasured = serverRow({
  id: "AC4",
  title: "Connections and queries of every database are measured",
  job: exporterJobs.postgres,
  thing: "database",
  metrics: {
    up: "pg_up",
    lastError: "pg_exporter_last_scrape_error",
    always: ["pg_stat_activity_count", "pg_settings_max_connections"],
    collectors: "pg_scrape_collector_success",
    statements: "pg_stat_statements_calls_total",
    sessions: { visible: "pg_stat_activity_count", all: "pg_stat_database_numbackends" },
  },
});

/** AC5. */
export const cachesAreMeasured = serverRow({
  id: "AC5",
  title: "Hits and memory of every cache are measured",
  job: exporterJobs.redis,
  thing: "cache",
  metrics: {
    up: "redis_up",
    lastError: "redis_exporter_last_scrape_error",
    always: [
      "redis_connected_clients",
      "redis_keyspace_hits_total",
      "redis_keyspace_misses_total",
      "redis_memory_used_bytes",
    ],
  },
});
