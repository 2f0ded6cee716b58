/** The machines of the cluster, in the metrics of node-exporter. */
import { jobs } from "../naming";
import { aggregate, rate, series, type Matchers, type Window } from "./promql";

/** What distinguishes nodes: `instance` is the node's address. */
export const NODE = "namespace, job, instance";

/** Matcher of node-exporter's series. */
export const NODE_EXPORTER: Matchers = `job="${jobs.node}"`;

/** Matcher of the time that a CPU is not in use: waiting for disks (`iowait`) and for the hypervisor (`steal`) is not use. */
export const NOT_IN_USE: Matchers = 'mode=~"idle|iowait|steal"';

/** Time a second that each CPU is {@link NOT_IN_USE}, by mode. 0 to 1. */
export function idleRate(matchers: Matchers, window: Window): string {
  return rate(series("node_cpu_seconds_total", matchers, NOT_IN_USE), window);
}

type MemoryPart = "MemAvailable" | "MemTotal" | "Hugetlb" | "Hugepagesize";

/**
 * Memory of a node. Bytes. `MemAvailable` counts the page cache, which the kernel gives back on demand, as available;
 * `MemFree` does not. `Hugetlb` is what is reserved for huge pages of any size, used or not.
 */
export function memory(part: MemoryPart, matchers: Matchers = ""): string {
  return series(`node_memory_${part}_bytes`, matchers);
}

/** {@link memory} once for each node, however many times it is scraped. */
export function nodeMemory(part: MemoryPart, by: string, matchers: Matchers = ""): string {
  return aggregate("max", by, memory(part, matchers));
}

/**
 * Memory of each node that ordinary programs share: all but what is reserved for huge pages, which only programs that ask
 * for it get, and which is never available. Bytes. Kernels before 4.19 say only how many pages of the default size there
 * are; where neither is known, nothing is reserved.
 */
export function ordinaryMemory(by: string, matchers: Matchers = ""): string {
  const total = nodeMemory("MemTotal", by, matchers);
  const pages = aggregate("max", by, series("node_memory_HugePages_Total", matchers));
  return `(
  ${total} - (
    ${nodeMemory("Hugetlb", by, matchers)}
    or
    ${pages} * ${nodeMemory("Hugepagesize", by, matchers)}
  )
  or
  ${total}
)`;
}
