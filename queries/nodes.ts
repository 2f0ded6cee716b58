/** The machines of the cluster, in the metrics of node-exporter. */
import { jobs } from "../naming";
import { aggregate, rate, series, type Matchers, type Window } from "./promql";

/** What distinguishes nodes: `instance` is the node's address. */
export const NODE = "namespace, job, instance";

/** Matcher of node-exporter's series. */
export const NODE_EXPORTER: Matchers = `job="${jobs.node}"`;

/** Time a second that each CPU is not in use, by mode. Waiting for disks (`iowait`) and for the hypervisor (`steal`) is not use. 0 to 1. */
export function idleRate(matchers: Matchers, window: Window): string {
  return rate(series("node_cpu_seconds_total", matchers, 'mode=~"idle|iowait|steal"'), window);
}

/**
 * Memory of a node. Bytes. `MemAvailable` counts the page cache, which the kernel gives back on demand, as available;
 * `MemFree` does not.
 */
export function memory(part: "MemAvailable" | "MemTotal", matchers: Matchers = ""): string {
  return series(`node_memory_${part}_bytes`, matchers);
}

/** {@link memory} once for each node, however many times it is scraped. */
export function nodeMemory(part: "MemAvailable" | "MemTotal", by: string, matchers: Matchers = ""): string {
  return aggregate("max", by, memory(part, matchers));
}
