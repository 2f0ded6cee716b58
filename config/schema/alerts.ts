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
  usableConnectionsPercent: percent(80, "Connections in use, of those that are not reserved for administrators, that are tolerated"),
  idleInTransactionSeconds: positiveNumber(86400).default(300).describe("Age of a transaction whose client does nothing that is tolerated. Seconds").meta({ examples: [300] }),
  deadlocksIn15Minutes: wholeNumber(1).default(5).describe("Transactions of one database aborted by a deadlock within 15 minutes that are tolerated; one more alerts").meta({ examples: [5] }),
  replicationLagSeconds: positiveNumber(86400).default(300).describe("How far a replica may be behind its primary. Seconds").meta({ examples: [300] }),
  replicationSlotGibibytes: positiveNumber(65536).default(10)
    .describe("Write-ahead log that a replication slot may hold back, which has to fit on the disk. GiB").meta({ examples: [10] }),
  cacheHitPercent: percent(90, "Share of blocks found in shared buffers below which a server reads too much from disk"),
  minBlocksPerSecond: wholeNumber(1).default(1000).describe("Blocks read a second below which a server has too little traffic for that share; 1000 blocks are 8 MB")
    .meta({ examples: [1000] }),
});

const caches = z.strictObject({
  memoryPercent: percent(90, "Memory in use, of maxmemory, that is tolerated where a full server refuses writes"),
  evictedKeysIn5Minutes: wholeNumber(1).default(1000).describe("Keys thrown away within 5 minutes, for want of memory, that are tolerated; one more alerts").meta({ examples: [1000] }),
  clientsPercent: percent(80, "Connected clients, of those that may connect, that are tolerated"),
  hitRatePercent: percent(50, "Share of lookups that find their key below which a cache does too little"),
  minLookupsPerSecond: wholeNumber(1).default(10).describe("Lookups a second below which a cache has too little traffic for that share").meta({ examples: [10] }),
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

const monitoring = z.strictObject({
  headSeries: wholeNumber(1000).default(300_000)
    .describe("Series in the memory of one Prometheus that are tolerated: at 15 seconds about as many as 45GB keep for 15 days. Beyond, give it more memory and storage first").meta({ examples: [300_000] }),
  storagePercent: percent(90, "What Prometheus stores, of its retentionSize, that is tolerated; at 100 the oldest samples go before their time"),
  volumeFreePercent: percent(7, "Free space that the volume of Prometheus has to have while it shrinks; less than what retentionSize leaves free"),
  sampleLimitPercent: percent(80, "Samples of one scrape, of the service's sampleLimit, that are tolerated"),
});

const certificates = z.strictObject({
  warningDays: wholeNumber(1, 365).default(21).describe("Time left to a certificate at which a missed renewal is a warning. Days; cert-manager renews Let's Encrypt's 30 days before the end").meta({ examples: [21] }),
  criticalDays: wholeNumber(1, 90).default(3).describe("Time left to a certificate at which a missed renewal is critical. Days; fewer than warningDays").meta({ examples: [3] }),
});

/** Keys under `monitoring:alerts`, by what is watched. */
export const alerts = z.strictObject({
  pods: pods.prefault({}),
  nodes: nodes.prefault({}),
  databases: databases.prefault({}),
  caches: caches.prefault({}),
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
