/** Where what runs beside a cluster can be asked: for commands that look at it as at any other deployment. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { LOOPBACK } from "../cluster/ports";
import type { Cluster } from "../cluster/state";
import { MAIN } from "./ports";
import { liveFolder, readLive, type LiveProcess } from "./record";

/** A process that stands for a pod. */
export interface PodAddress {
  readonly pod: string;
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
}

/** What of the processes can be asked. */
export interface LiveAddresses {
  readonly prometheuses: readonly PodAddress[];
  readonly alertmanagers: readonly PodAddress[];
  /** What stands for Slack; undefined where it does not run. */
  readonly console: string | undefined;
  /** File with the drills that were made. */
  readonly drills: string;
  /** The end of the log of the process that stands for a pod; undefined where none does. */
  readonly log: (namespace: string, pod: string) => string | undefined;
}

/** Characters of a log that are read: some hundred lines. */
const LOG_END = 40_000;

/** Reads the record of a cluster's processes. */
export function liveAddresses(cluster: Cluster): LiveAddresses {
  const live = readLive(cluster.dir);
  const { processes } = live;
  const ofContainer = (container: string): readonly PodAddress[] =>
    processes.flatMap((process) => {
      const [, pod, name] = placeOf(process);
      return pod !== undefined && name === container ? [{ pod, url: urlOf(process) }] : [];
    });
  return {
    prometheuses: ofContainer("prometheus"),
    alertmanagers: ofContainer("alertmanager"),
    console: live.console?.url,
    drills: join(liveFolder(cluster.dir), "drills.json"),
    log: (namespace, pod) => {
      const process = processes.find((each) => placeOf(each)[0] === namespace && placeOf(each)[1] === pod);
      const file = cluster.processes.find(({ name }) => name === process?.name)?.log;
      return file === undefined || !existsSync(file) ? undefined : readFileSync(file, "utf8").slice(-LOG_END);
    },
  };
}

/** Namespace, pod and container. */
function placeOf({ standsFor = "" }: LiveProcess): readonly (string | undefined)[] {
  return standsFor.split("/");
}

function urlOf({ ports }: LiveProcess): string {
  return `http://${LOOPBACK}:${ports[MAIN]}`;
}
