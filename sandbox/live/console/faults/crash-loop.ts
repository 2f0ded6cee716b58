/**
 * A pod whose container is restarted again and again: made by changes of its status, as a kubelet would report it. No
 * process ends; kube-state-metrics and everything behind it can't tell.
 */
import type { z } from "zod";
import type { ApiServer } from "../cluster/api";
import { listOf, podSchema, type Pod } from "../cluster/objects";
import type { Fault } from "./faults";

/** A kubelet waits longer and longer; here the alert is not to take minutes. Milliseconds. */
const INTERVAL_MS = 3_000;

/** Tells what this has made from a crash loop of another origin. */
const MARK = "made by the sandbox's console";

/** Which pods: those of one service. */
export interface CrashLoopTarget {
  readonly namespace: string;
  /** As `kubectl --selector` takes it. */
  readonly selector: string;
}

/** The fault; the first of the service's pods by name has it. */
export class CrashLoop implements Fault {
  readonly name = "crash-loop";
  readonly title = "Restart a pod again and again";
  private timer: NodeJS.Timeout | undefined;
  private pod: string | undefined;

  constructor(
    private readonly api: ApiServer,
    private readonly target: CrashLoopTarget,
    private readonly intervalMs = INTERVAL_MS,
  ) {}

  readonly active = () => this.timer !== undefined;

  readonly start = async (): Promise<void> => {
    if (this.timer !== undefined) return;
    const [pod] = (await this.pods()).filter(({ status }) => status.phase === "Running");
    if (pod === undefined) {
      const { namespace, selector } = this.target;
      throw new Error(`No pod with ${selector} runs in namespace ${namespace}: look with kubectl get pods.`);
    }
    this.pod = pod.metadata.name;
    await this.restartOnce(pod);
    this.timer = setInterval(() => void this.again(), this.intervalMs);
    this.timer.unref();
  };

  readonly end = async (): Promise<void> => {
    clearInterval(this.timer);
    this.timer = undefined;
    this.pod = undefined;
    const marked = (await this.pods()).filter(({ status }) =>
      (status.containerStatuses ?? []).some(({ state }) => state.waiting?.message === MARK),
    );
    const running = { running: { startedAt: new Date().toISOString() } };
    for (const pod of marked) await this.patch(pod, (status) => ({ ...status, ready: true, state: running }));
  };

  /** Failures are the next round's: the API server may be restarted. */
  private async again(): Promise<void> {
    try {
      const pod = (await this.pods()).find(({ metadata }) => metadata.name === this.pod);
      // It may have ended meanwhile.
      if (pod !== undefined && this.timer !== undefined) await this.restartOnce(pod);
    } catch (error) {
      console.error(error instanceof Error ? error.message : error);
    }
  }

  private restartOnce(pod: Pod): Promise<void> {
    const now = new Date().toISOString();
    return this.patch(pod, (status) => ({
      ...status,
      ready: false,
      restartCount: status.restartCount + 1,
      state: { waiting: { reason: "CrashLoopBackOff", message: MARK } },
      lastState: { terminated: { exitCode: 1, reason: "Error", startedAt: now, finishedAt: now } },
    }));
  }

  /** The list of statuses is replaced as a whole. */
  private patch(pod: Pod, change: (status: ContainerStatus) => object): Promise<void> {
    const { namespace, name } = pod.metadata;
    const containerStatuses = (pod.status.containerStatuses ?? []).map(change);
    return this.api.patch(`/api/v1/namespaces/${namespace}/pods/${name}/status`, { status: { containerStatuses } });
  }

  private async pods(): Promise<readonly Pod[]> {
    const { namespace, selector } = this.target;
    const path = `/api/v1/namespaces/${namespace}/pods?labelSelector=${encodeURIComponent(selector)}`;
    const { items } = await this.api.get(path, listOf(podSchema));
    return [...items].sort((one, other) => one.metadata.name.localeCompare(other.metadata.name));
  }
}

type ContainerStatus = NonNullable<z.infer<typeof podSchema>["status"]["containerStatuses"]>[number];
