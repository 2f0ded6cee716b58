/** A database whose connections are all in use. */
import { join } from "node:path";
import { restartDatabase } from "../databases";
import { ensureNodeProgram } from "../node-process";
import { endNamed } from "../processes";
import type { FaultPlace, LiveFault } from "./fault";
import type { HoldSettings } from "./hold-connections";

/** Of the process on the cluster's record. */
const NAME = "fault-pool";

export const pool: LiveFault = {
  name: "pool",
  title: "Use up the connections of a database",
  how: "a process takes every connection that the server gives, for real",
  alert: (place) => ({ name: "DatabaseConnectionPoolExhaustion", labels: { database: firstOf(place).server } }),
  start: async (place) => {
    const { host, port, caFile, database, application } = await restartDatabase(firstOf(place).dir);
    const settings: HoldSettings = { host, port, caFile, database, ...application };
    const args = ["--require", require.resolve("tsx/cjs"), join(__dirname, "hold-connections.ts")];
    const program = { name: NAME, args, env: {}, settings, port: undefined, healthPath: "" };
    await ensureNodeProgram(place.cluster, program, undefined);
  },
  end: ({ cluster }) => endNamed(cluster, NAME),
};

function firstOf({ live }: FaultPlace) {
  const found = live.servers.find(({ kind }) => kind === "postgres");
  if (found === undefined) throw new Error("No PostgreSQL server runs here: `npm run status` says why.");
  return found;
}
