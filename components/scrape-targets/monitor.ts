/** The ServiceMonitor of one service of the configuration. */
import type { IServiceMonitor } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/ServiceMonitor";
import type { CertManagerConfig, ServiceConfig } from "../../config/schema";
import { jobs } from "../../naming";

/**
 * Labels a target may have, and how long one may be, before its scrape is refused: a guard against a label that
 * takes user input. prom-client's default metrics have at most three labels, the story's HTTP metrics three.
 */
const LABEL_LIMIT = 30;
const LABEL_VALUE_LENGTH_LIMIT = 500;

/** Name of what runs, as its Helm chart labels it. */
const NAME_LABEL = "app.kubernetes.io/name";

/** How often targets are scraped, as Prometheus durations. */
export interface ScrapeTiming {
  readonly interval: string;
  /** At most the interval. */
  readonly timeout: string;
}

/** Builds the spec: `job` is the service's name, taken from the Service's label that carries it. */
export function serviceMonitorSpec(service: ServiceConfig, scrape: ScrapeTiming): NonNullable<IServiceMonitor["spec"]> {
  const matchLabels = service.selector ?? { app: service.name };
  return {
    jobLabel: jobLabel(service.name, matchLabels),
    selector: { matchLabels },
    namespaceSelector: { matchNames: [...service.namespaces] },
    endpoints: [{ port: service.port, path: service.path, interval: scrape.interval, scrapeTimeout: scrape.timeout }],
    // Prometheus 3 refuses a scrape whose Content-Type is missing or wrong, which Prometheus 2 did not look at.
    fallbackScrapeProtocol: service.fallbackScrapeProtocol,
    sampleLimit: service.sampleLimit,
    labelLimit: LABEL_LIMIT,
    labelValueLengthLimit: LABEL_VALUE_LENGTH_LIMIT,
  };
}

/**
 * Builds the spec for cert-manager's controller. Its port is named in the pod, since the Service's has another name from
 * v1.21 on. Its series keep the `namespace` of the certificate that they describe.
 */
export function certManagerMonitorSpec(
  { namespace }: CertManagerConfig,
  scrape: ScrapeTiming,
): NonNullable<IServiceMonitor["spec"]> {
  return {
    jobLabel: NAME_LABEL,
    selector: { matchLabels: { [NAME_LABEL]: jobs.certManager, "app.kubernetes.io/component": "controller" } },
    namespaceSelector: { matchNames: [namespace] },
    endpoints: [
      { targetPort: "http-metrics", interval: scrape.interval, scrapeTimeout: scrape.timeout, honorLabels: true },
    ],
  };
}

/** The configuration's rule `selectorWithoutName` has made sure that there is one; without it `job` would be the name of the Kubernetes Service. */
function jobLabel(name: string, matchLabels: Readonly<Record<string, string>>): string | undefined {
  return Object.keys(matchLabels).find((key) => matchLabels[key] === name);
}
