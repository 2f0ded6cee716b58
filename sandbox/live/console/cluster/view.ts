/** The cluster's pods, claims and nodes as they were a few seconds ago. */
import type { ApiServer } from "./api";
import { claimSchema, listOf, nodeSchema, podSchema, type Claim, type Node, type Pod } from "./objects";

/** Prometheus scrapes three paths of every node within one interval. */
const MAX_AGE_MS = 5_000;

/** What was read at one moment. */
export interface Snapshot {
  readonly pods: readonly Pod[];
  readonly claims: readonly Claim[];
  readonly nodes: readonly Node[];
}

/** Reads the cluster when it is asked for, at most once in some seconds, and once for all who ask at a time. */
export class ClusterView {
  private last: { readonly snapshot: Snapshot; readonly readAt: number } | undefined;
  private reading: Promise<Snapshot> | undefined;
  private failure: string | undefined;

  constructor(private readonly api: ApiServer) {}

  /** Why the last reading failed; `undefined`: it did not. */
  get problem(): string | undefined {
    return this.failure;
  }

  /**
   * What was read last. Where the API server fails, that is older: a kubelet goes on with the pods that it knows, too.
   *
   * @throws Error as a sentence where nothing was ever read.
   */
  async snapshot(now = Date.now()): Promise<Snapshot> {
    if (this.last !== undefined && now - this.last.readAt < MAX_AGE_MS) return this.last.snapshot;
    this.reading ??= this.read().finally(() => {
      this.reading = undefined;
    });
    try {
      return await this.reading;
    } catch (error) {
      if (this.last === undefined) throw error;
      return this.last.snapshot;
    }
  }

  private async read(): Promise<Snapshot> {
    try {
      // From the API server's own memory, not from etcd.
      const [pods, claims, nodes] = await Promise.all([
        this.api.get("/api/v1/pods?resourceVersion=0", listOf(podSchema)),
        this.api.get("/api/v1/persistentvolumeclaims?resourceVersion=0", listOf(claimSchema)),
        this.api.get("/api/v1/nodes?resourceVersion=0", listOf(nodeSchema)),
      ]);
      const snapshot = { pods: pods.items, claims: claims.items, nodes: nodes.items };
      this.last = { snapshot, readAt: Date.now() };
      this.failure = undefined;
      return snapshot;
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
      throw error;
    }
  }
}
