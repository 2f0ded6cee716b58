/** Faults of the sample services, which have switches for them. */
import { setFault, type Fault } from "../services";
import type { FaultPlace, LiveFault } from "./fault";

/** How long one lasts where nobody ends it. Seconds. */
const LONGEST_SECONDS = 3_600;

export const latency: LiveFault = {
  name: "latency",
  title: "Make a service slow",
  how: "each of its routes waits 900 ms, for real",
  alert: (place) => ({ name: "HighAPILatency", labels: { job: serviceOf(place) } }),
  start: (place) => set(place, { latencyMs: 900, seconds: LONGEST_SECONDS }),
  end: (place) => set(place, {}),
};

export const errors: LiveFault = {
  name: "errors",
  title: "Make a service fail",
  how: "half of its requests end with status 500, for real",
  alert: (place) => ({ name: "HighErrorRate", labels: { job: serviceOf(place) } }),
  start: (place) => set(place, { errorRate: 0.5, seconds: LONGEST_SECONDS }),
  end: (place) => set(place, {}),
};

/** The first one: the others go on. */
function serviceOf({ live }: FaultPlace): string {
  const [first] = live.services;
  if (first === undefined)
    throw new Error("No sample service runs: the stack file lists none below monitoring:services.");
  return first.service;
}

async function set(place: FaultPlace, fault: Fault): Promise<void> {
  const service = serviceOf(place);
  const replicas = place.live.services.filter((replica) => replica.service === service);
  await Promise.all(replicas.map(({ metricsPort, token }) => setFault(metricsPort, token, fault)));
}
