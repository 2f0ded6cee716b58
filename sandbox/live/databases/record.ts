/** Servers on the cluster's record. */
import type { Cluster } from "../../cluster";
import { putOnRecord } from "../../cluster/launch";
import type { ServerRecord } from "../../servers";

/** Puts a server on the record of a cluster, which is whole without it. */
export function putServerOnRecord({ dir }: Cluster, record: ServerRecord): void {
  putOnRecord(dir, { ...record, endedBy: record.endedBy === "SIGINT" ? "SIGINT" : "SIGTERM", beside: true });
}
