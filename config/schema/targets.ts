/** Configuration of what is measured besides the servers that have exporters: services and cert-manager. */
import { z } from "zod";
import {
  kubernetesName,
  labelKey,
  labelName,
  labelValue,
  numberBetween,
  objectName,
  portName,
  urlPath,
  wholeNumber,
} from "../fields/grammar";

/**
 * Objectives that alerts can watch. Per cent.
 *
 * Below, the quickest alert could never fire: 14.4 times the share that may go wrong is more than everything. Above,
 * thresholds would be finer than the recorded shares are rounded.
 */
export const OBJECTIVES = { lowest: 95, highest: 99.99 } as const;

const objective = () => numberBetween(OBJECTIVES.lowest, OBJECTIVES.highest);

/** Objectives of a service. */
const slo = z.strictObject({
  availability: z
    .strictObject({
      alerts: z
        .boolean()
        .default(true)
        .describe("true: alerts fire when too many requests fail to meet the objective")
        .meta({ examples: [true] }),
      percent: objective()
        .default(99.5)
        .describe("Requests that are not answered with a 5xx status (NFR-R4). Per cent, of 30 days")
        .meta({ examples: [99.9] }),
    })
    .prefault({}),
  latency: z
    .strictObject({
      alerts: z
        .boolean()
        .default(true)
        .describe("true: alerts fire when too many requests are too slow to meet the objective")
        .meta({ examples: [true] }),
      percent: objective()
        .default(95)
        .describe("Requests that are answered within seconds (AC12). Per cent, of 30 days")
        .meta({ examples: [99] }),
      seconds: numberBetween(0.001, 60)
        .default(0.5)
        .describe(
          "Time within which those requests are answered (AC12). Seconds; has to be a bucket bound of the service's histogram, or nothing is measured",
        )
        .meta({ examples: [0.25] }),
    })
    .prefault({}),
});

/** Formats of metrics, as the operator names them. */
const SCRAPE_PROTOCOLS = [
  "PrometheusText0.0.4",
  "PrometheusText1.0.0",
  "OpenMetricsText0.0.1",
  "OpenMetricsText1.0.0",
  "PrometheusProto",
] as const;

/** One item of `monitoring:services`. */
export const service = z.strictObject({
  name: objectName.describe("Name of the service; becomes the job label").meta({ examples: ["qualisys-api"] }),
  namespaces: z
    .array(labelName)
    .min(1)
    .describe("Namespaces it runs in")
    .meta({ examples: [["staging"]] }),
  selector: z
    .record(labelKey, labelValue)
    .optional()
    .describe(
      "Labels of its Kubernetes Service, one of them with the service's name as its value; app: <name> by default",
    )
    .meta({ examples: [{ app: "qualisys-api", tier: "backend" }] }),
  port: portName
    .default("http")
    .describe("Name of the Service's port")
    .meta({ examples: ["http"] }),
  path: urlPath
    .default("/metrics")
    .describe("Path of the metrics")
    .meta({ examples: ["/metrics"] }),
  fallbackScrapeProtocol: z
    .enum(SCRAPE_PROTOCOLS)
    .default("PrometheusText0.0.4")
    .describe(
      "Format in which Prometheus reads metrics that come without a valid Content-Type, instead of refusing the scrape",
    )
    .meta({ examples: ["PrometheusText0.0.4"] }),
  workload: kubernetesName
    .optional()
    .describe("Name of its Deployment or StatefulSet, whose replicas tell a service scaled to zero; name by default")
    .meta({ examples: ["qualisys-api-v2"] }),
  mayScaleToZero: z
    .boolean()
    .default(false)
    .describe("true: no alert while its Deployment or StatefulSet asks for no replicas, and none is there")
    .meta({ examples: [true] }),
  sampleLimit: wholeNumber(1)
    .default(10000)
    .describe(
      "Samples that a scrape of one pod may have; with more, the scrape fails. 30 routes, 3 methods and 5 statuses make 5,400",
    )
    .meta({ examples: [10000] }),
  slo: slo.prefault({}),
});
export type ServiceConfig = z.infer<typeof service>;

/** Keys under `monitoring:certManager`. */
export const certManager = z.strictObject({
  namespace: labelName
    .default("cert-manager")
    .describe("Namespace that cert-manager runs in")
    .meta({ examples: ["cert-manager"] }),
});
export type CertManagerConfig = z.infer<typeof certManager>;
