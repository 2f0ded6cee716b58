/** What runs beside the cluster of a sandbox that `up` has made, for the commands that come later. */
import { readCluster, type Cluster } from "../cluster";
import { readStore } from "../engine/fake-providers/store";
import { LIVE_TOOLS, readLive, startLive, type LiveRecord } from "../live";
import type { FaultPlace } from "../live/faults";
import { ensureTools } from "../tools";
import { exclusively } from "./lock";
import { sandboxPlace } from "./place";
import { readRecord } from "./record";
import { stackConfig, stackRegion, type Log } from "./session";

/** A sandbox whose programs run. */
export interface LiveSession {
  readonly cluster: Cluster;
  /** What faults are made in. */
  readonly place: FaultPlace;
  /** Has alerts and messages come sooner than they are declared to, or as they are. */
  readonly setFast: (fast: boolean) => Promise<LiveRecord>;
}

/**
 * Works on a sandbox while no other command changes it.
 *
 * @param command what the other command is told: `drill --fault cpu`.
 * @throws Error where nothing is deployed, or nothing runs beside the cluster.
 */
export async function withLiveSession<T>(
  dir: string | undefined,
  command: string,
  log: Log,
  work: (session: LiveSession) => Promise<T>,
): Promise<T> {
  const place = sandboxPlace(dir);
  const [cluster, record] = [readCluster(place.cluster), readRecord(place)];
  if (cluster === undefined || record === undefined)
    throw new Error("Nothing is deployed; deploy a stack with `npm run up`.");
  if (readLive(cluster.dir).processes.length === 0)
    throw new Error("Nothing runs beside the cluster; start it with `npm run up`, without --no-live.");
  const tools = await ensureTools(LIVE_TOOLS);
  let fast = readLive(cluster.dir).fast;
  const start = () =>
    startLive({
      cluster,
      tools,
      config: stackConfig(record.stack),
      region: stackRegion(record.stack),
      secrets: readStore(place.secrets),
      fast,
      log,
    });
  const session: LiveSession = {
    cluster,
    place: {
      cluster,
      get live() {
        return readLive(cluster.dir);
      },
      restore: async () => {
        await start();
      },
    },
    setFast: (wanted) => {
      fast = wanted;
      return start();
    },
  };
  return exclusively(place, command, () => work(session));
}
