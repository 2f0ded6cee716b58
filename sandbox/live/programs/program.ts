/** What a program needs to run beside the cluster in place of a container. */
import type { V1Pod } from "@kubernetes/client-node";
import type { RelabelRule } from "../../prometheus";
import type { ToolName } from "../../tools";

/** How a program is started: what its container says, as far as it can be the same here. */
export interface Run {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Contents of files by their path in the pod. */
  readonly files: ReadonlyMap<string, string | Buffer>;
}

/** What surrounds a process beside the cluster, where a pod has something else. */
export interface Surroundings {
  readonly pod: V1Pod;
  /** Port on 127.0.0.1 in place of the container's port. */
  readonly port: number;
  /** Another port of the same process, by a name of its own; always the same one. */
  readonly portOf: (purpose: string) => number;
  /** The same port of the other pods of this program, of all of them where there is one only. */
  readonly peerPorts: (purpose: string) => readonly number[];
  /** Kubeconfig with the rights of the pod's service account. */
  readonly kubeconfig: string;
  /** Leads a path in the pod to its place on this machine. */
  readonly place: (pathInPod: string) => string;
  /** Version of the program that runs. */
  readonly version: string;
  /** Rules that lead every address in the cluster to its process, and drop those without one; for Prometheus. */
  readonly redirect: readonly RelabelRule[];
  /** Origin of the receiver in place of Slack and of an external heartbeat: `http://127.0.0.1:PORT`. */
  readonly receiver: string;
  /** Folder in place of a node's /proc. */
  readonly procFolder: (node: string) => string;
  /** Ports of the databases' processes by the address that their exporters are given, `host:port`. */
  readonly databases: ReadonlyMap<string, number>;
  /** Certificate of the authority that has signed the databases' certificates. PEM. */
  readonly authority: string;
  /** Whether alerts and messages come sooner than they are declared to. */
  readonly fast: boolean;
  /** Region of the stack, whose database authority that one stands for. */
  readonly region: string;
}

/** A program, and the containers that it can stand for. */
export interface Program {
  /** First part of the process's name on the cluster's record. */
  readonly name: string;
  /** End of the image's repository: `prometheus/prometheus`. */
  readonly image: string;
  readonly tool: ToolName;
  /** Name of the container's port that is scraped. */
  readonly portName: string;
  /** Path that answers 200 as soon as it serves. */
  readonly healthPath: string;
  /** Path that has it read its files again, where it can: what a container beside it asks for in a pod. */
  readonly reloadPath?: string;
  /** Purposes of further ports. */
  readonly morePorts: readonly string[];
  /** Another container of its pod, whose files it takes part in: one that prepares them. */
  readonly helper?: string;
  /** Paths of the image that it writes to or reads, besides what is mounted. */
  readonly ownPaths: readonly string[];
  /** Changes what a pod has and a process has not, and nothing else. */
  readonly adapt: (run: Run, surroundings: Surroundings) => Run;
}

/** Replaces the value of a flag in all its forms `--name=value`; adds the flag where it is missing. */
export function withFlag(args: readonly string[], name: string, value: string): string[] {
  const flag = `--${name}=`;
  const others = args.filter((argument) => !argument.startsWith(flag));
  return [...others, `${flag}${value}`];
}
