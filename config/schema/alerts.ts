/** Configuration of the alerts: what a stack counts as too much. */
import { z } from "zod";
import { positiveNumber, wholeNumber } from "../grammar";

/** A share in per cent; a threshold of 0 would always fire, one of 100 never. */
function percent(value: number, description: string) {
  return positiveNumber(99.9).default(value).describe(`${description}. Per cent`).meta({ examples: [value] });
}

const pods = z.strictObject({
  restartsIn5Minutes: wholeNumber(1, 100).default(3).describe("Restarts of one pod within 5 minutes that are tolerated; one more alerts (AC9)").meta({ examples: [3] }),
});

const nodes = z.strictObject({
  cpuPercent: percent(80, "CPU in use on a node that is tolerated (AC10)"),
  memoryPercent: percent(80, "Memory in use on a node that is tolerated (AC10)"),
});

const databases = z.strictObject({
  connectionsPercent: percent(90, "Connections in use, of max_connections, that are tolerated (AC11)"),
});

const services = z.strictObject({
  latencyP95Seconds: positiveNumber(60).default(0.5)
    .describe("95th percentile of response times that is tolerated (AC12). Seconds; a bucket bound of the services' histograms, or the percentile is interpolated across it").meta({ examples: [0.5] }),
  errorPercent: percent(5, "Share of requests answered with a 5xx status that is tolerated (the story: 5%)"),
  minRequestsIn5Minutes: wholeNumber(1).default(10).describe("Requests below which a service has too little traffic for a percentile or a share: two lonely slow ones must not page")
    .meta({ examples: [10] }),
  eventLoopLagP99Seconds: positiveNumber(60).default(0.25)
    .describe("99th percentile of how late the event loop of a pod may be, over 5 minutes. Seconds; half of what AC12 leaves a response, which waits as long").meta({ examples: [0.25] }),
  memoryPercent: percent(90, "Memory that a container of a service uses, of its limit, that is tolerated"),
});

/** Keys under `monitoring:alerts`, by what is watched. */
export const alerts = z.strictObject({
  pods: pods.prefault({}),
  nodes: nodes.prefault({}),
  databases: databases.prefault({}),
  services: services.prefault({}),
});

/** What a stack counts as too much, with the defaults of the story. */
export type AlertSettings = z.infer<typeof alerts>;

/** The settings of a stack that says nothing about its alerts. */
export function defaultAlertSettings(): AlertSettings {
  return alerts.parse({});
}
