/** What the sandbox holds and whether it is well. */
import { clusterReport, readCluster, type ClusterReport } from "../cluster";
import { readLive, type LiveRecord } from "../live/record";
import { sandboxPlace } from "./place";
import { readRecord, type SandboxRecord } from "./record";

/** The state of a sandbox. */
export interface Status {
  readonly record: SandboxRecord | undefined;
  readonly cluster: ClusterReport;
  /** What runs beside the cluster. */
  readonly live: LiveRecord;
}

/** Reads the state; undefined where no sandbox is there. */
export async function status(dir?: string): Promise<Status | undefined> {
  const place = sandboxPlace(dir);
  const cluster = readCluster(place.cluster);
  if (cluster === undefined) return undefined;
  return { record: readRecord(place), cluster: await clusterReport(cluster), live: readLive(cluster.dir) };
}
