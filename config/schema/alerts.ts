/** Configuration of the alerts: what a stack counts as too much. */
import { z } from "zod";
import { exporterThresholdSchemas } from "../../exporters";
import { positiveNumber, wholeNumber } from "../fields/grammar";
import { percent } from "../fields/percent";

const pods = z.strictObject({
  restartsIn5Minutes: wholeNumber(1, 100)
    .default(3)
    .describe("Restarts of one pod within 5 minutes that are tolerated; one more alerts (AC9)")
    .meta({ examples: [3] }),
});

const nodes = z.strictObject({
  cpuPercent: percent(80, "CPU in use on a node that is tolerated (AC10)"),
  memoryPercent: percent(80, "Memory in use on a node that is tolerated (AC10)"),
});

const services = z.strictObject({
  latencyP95Seconds: positiveNumber(60)
    .default(0.5)
    .describe(
      "95th percentile of response times that is tolerated (AC12). Seconds; should be a bucket bound of the services' histograms, because percentiles are interpolated between bounds",
    )
    .meta({ examples: [0.5] }),
  errorPercent: percent(5, "Share of requests answered with a 5xx status that is tolerated (the story: 5%)"),
  minRequestsIn5Minutes: wholeNumber(1)
    .default(10)
    .describe(
      "Requests below which a service has too little traffic for a percentile or a ratio, so that two isolated slow requests do not page",
    )
    .meta({ examples: [10] }),
  eventLoopLagP99Seconds: positiveNumber(60)
    .default(0.25)
    .describe(
      "99th percentile of the event-loop lag of a pod over 5 minutes that is tolerated. Seconds; half of the response time of AC12, which the lag adds to",
    )
    .meta({ examples: [0.25] }),
  memoryPercent: percent(90, "Memory that a container of a service uses, of its limit, that is tolerated"),
});

const monitoring = z.strictObject({
  headSeries: wholeNumber(1000)
    .default(300_000)
    .describe(
      "Series in the memory of one Prometheus that are tolerated: at 15 seconds, about as many as fit in 45GB for 15 days. Before raising it, give Prometheus more memory and storage",
    )
    .meta({ examples: [300_000] }),
  storagePercent: percent(
    90,
    "What Prometheus stores, of its retentionSize, that is tolerated; at 100 the oldest samples go before their time",
  ),
  volumeFreePercent: percent(
    7,
    "Free space that the volume of Prometheus has to have while it shrinks; less than what retentionSize leaves free",
  ),
  sampleLimitPercent: percent(80, "Samples of one scrape, of the service's sampleLimit, that are tolerated"),
});

const certificates = z.strictObject({
  warningDays: wholeNumber(1, 365)
    .default(21)
    .describe(
      "Remaining validity of a certificate at which an overdue renewal is a warning. Days; cert-manager renews Let's Encrypt certificates 30 days before they expire",
    )
    .meta({ examples: [21] }),
  criticalDays: wholeNumber(1, 90)
    .default(3)
    .describe(
      "Remaining validity of a certificate at which an overdue renewal is critical. Days; fewer than warningDays",
    )
    .meta({ examples: [3] }),
});

/** Keys under `monitoring:alerts`, by what is watched. */
export const alerts = z.strictObject({
  pods: pods.prefault({}),
  nodes: nodes.prefault({}),
  ...exporterThresholdSchemas,
  services: services.prefault({}),
  monitoring: monitoring.prefault({}),
  certificates: certificates.prefault({}),
});

/** What a stack counts as too much, with the defaults of the story. */
export type AlertSettings = z.infer<typeof alerts>;

/** The settings of a stack that says nothing about its alerts. */
export function defaultAlertSettings(): AlertSettings {
  return alerts.parse({});
}
