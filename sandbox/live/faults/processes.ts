/** Faults of processes that end. */
import type { ServerRecord } from "../../servers";
import { restartCache, restartDatabase, stopCache, stopDatabase } from "../databases";
import { putServerOnRecord } from "../databases/record";
import { endNamed } from "../processes";
import type { LiveRecord } from "../record";
import type { FaultPlace, LiveFault } from "./fault";

export const postgresDown: LiveFault = {
  name: "postgres-down",
  title: "Stop PostgreSQL",
  how: "the server is shut down, for real",
  alert: (place) => ({ name: "PostgresDown", labels: { database: serverOf(place, "postgres").server } }),
  start: (place) => stopDatabase(serverOf(place, "postgres").dir),
  end: async (place) => {
    await restartDatabase(serverOf(place, "postgres").dir, { onStart: onRecord(place) });
  },
};

export const redisDown: LiveFault = {
  name: "redis-down",
  title: "Stop Redis",
  how: "the server is shut down, for real",
  alert: (place) => ({ name: "RedisDown", labels: { cache: serverOf(place, "redis").server } }),
  start: (place) => stopCache(serverOf(place, "redis").dir),
  end: async (place) => {
    await restartCache(serverOf(place, "redis").dir, { onStart: onRecord(place) });
  },
};

export const exporterDown: LiveFault = {
  name: "exporter-down",
  title: "End the exporter of PostgreSQL",
  how: "its process ends, for real",
  alert: (place) => ({ name: "PostgresExporterDown", labels: { database: serverOf(place, "postgres").server } }),
  start: ({ cluster, live }) => endNamed(cluster, processOf(live, /^postgres-exporter-/)),
  end: ({ restore }) => restore(),
};

export const targetDown: LiveFault = {
  name: "target-down",
  title: "End the node-exporter of a node",
  how: "its process ends, for real",
  alert: () => ({ name: "TargetDown", labels: { job: "node-exporter" } }),
  start: ({ cluster, live }) => endNamed(cluster, processOf(live, /^node-exporter-/)),
  end: ({ restore }) => restore(),
};

/** The first of its kind. */
function serverOf({ live }: FaultPlace, kind: LiveRecord["servers"][number]["kind"]) {
  const found = live.servers.find((server) => server.kind === kind);
  if (found === undefined) throw new Error(`No ${kind} server runs here: \`npm run status\` says why.`);
  return found;
}

function processOf({ processes }: LiveRecord, pattern: RegExp): string {
  const found = processes.find(({ name }) => pattern.test(name));
  if (found === undefined) throw new Error("The process does not run here: `npm run status` lists those that do.");
  return found.name;
}

function onRecord({ cluster }: FaultPlace) {
  return (record: ServerRecord) => putServerOnRecord(cluster, record);
}
