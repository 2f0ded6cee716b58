/** Faults that the console plays: of nodes and pods, which are simulated. */
import { NODES } from "../../cluster/addresses";
import { TOKEN_HEADER } from "../console/http/access";
import type { FaultPlace, LiveFault } from "./fault";

/** How long one lasts where nobody ends it. Seconds. */
const LONGEST_SECONDS = 3_600;

/** A node each: what is asked of a node takes the place of what was asked before. */
const [BUSY, FULL] = NODES;

export const crashLoop: LiveFault = {
  name: "crash-loop",
  title: "Restart a pod of a service again and again",
  how: "the status of the pod says what a kubelet would; no process ends",
  alert: () => ({ name: "PodCrashLooping", labels: {} }),
  start: (place) => ask(place, "POST", "/api/faults/crash-loop"),
  end: (place) => ask(place, "DELETE", "/api/faults/crash-loop"),
};

export const cpu: LiveFault = {
  name: "cpu",
  title: "Keep all CPUs of a node busy",
  how: "the node's /proc/stat says so, which the real node-exporter reads",
  alert: () => ({ name: "HighCPUUsage", labels: { instance: `${BUSY.address}:9100` } }),
  start: (place) => useNode(place, BUSY.name, { cpuFraction: 0.99 }),
  end: (place) => endUse(place, BUSY.name),
};

export const memory: LiveFault = {
  name: "memory",
  title: "Fill the memory of a node",
  how: "the node's /proc/meminfo says so, which the real node-exporter reads",
  alert: () => ({ name: "HighMemoryUsage", labels: { instance: `${FULL.address}:9100` } }),
  start: (place) => useNode(place, FULL.name, { memoryFraction: 0.93 }),
  end: (place) => endUse(place, FULL.name),
};

function useNode(place: FaultPlace, node: string, use: Readonly<Record<string, number>>): Promise<void> {
  return ask(place, "PUT", "/api/nodes/usage", { node, ...use, seconds: LONGEST_SECONDS });
}

function endUse(place: FaultPlace, node: string): Promise<void> {
  return ask(place, "PUT", "/api/nodes/usage", { node, seconds: 0 });
}

/** @throws Error with what the console says against it. */
async function ask({ live }: FaultPlace, method: string, path: string, body?: object): Promise<void> {
  if (live.console === undefined) throw new Error("The console does not run: start it with `npm run up`.");
  const answer = await fetch(`${live.console.url}${path}`, {
    method,
    headers: { [TOKEN_HEADER]: live.console.token, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`The console refuses the fault: ${(await answer.text()).trim()}`);
}
