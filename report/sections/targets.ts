/** What Prometheus scrapes, and the exporters that stand before it. */
import type { RenderedFiles } from "../../render/files";
import { chartValueItems } from "../chart-values";
import type { Fact, Item, Section } from "../model";
import { factsOf, type KubernetesObject, manifests, objectName, otherSettings } from "../read";

/** Kinds that Prometheus' operator makes scrape targets of. */
export const MONITOR_KINDS = ["ServiceMonitor", "PodMonitor", "Probe", "ScrapeConfig"];

/** One endpoint of a monitor. */
interface Endpoint {
  readonly port?: string;
  readonly path?: string;
  readonly interval?: string;
  readonly scrapeTimeout?: string;
}

/** The parts of a monitor that have a name for reviewers. */
interface Monitor extends KubernetesObject {
  readonly spec?: {
    readonly namespaceSelector?: { readonly any?: boolean; readonly matchNames?: readonly string[] };
    readonly selector?: { readonly matchLabels?: Readonly<Record<string, string>> };
    readonly endpoints?: readonly Endpoint[];
    readonly sampleLimit?: number;
    readonly labelLimit?: number;
    readonly labelValueLengthLimit?: number;
  };
}

/** Monitors, exporters, and the chart's own targets. */
export const targets: Section = {
  title: "Scrape targets",
  noun: ["scrape target", "scrape targets"],
  items: (files) => [
    ...manifests<Monitor>(files, MONITOR_KINDS).map(monitorItem),
    ...exporters(files).map(exporterItem),
    ...chartValueItems(files, "targets"),
  ],
};

/** The Deployments that are exporters. */
export function exporters(files: RenderedFiles): readonly KubernetesObject[] {
  return manifests(files, ["Deployment"]).filter(
    ({ metadata }) => metadata?.labels?.["app.kubernetes.io/component"] === "exporter",
  );
}

function monitorItem(monitor: Monitor): Item {
  const {
    namespaceSelector,
    selector,
    endpoints = [],
    sampleLimit,
    labelLimit,
    labelValueLengthLimit,
    ...others
  } = monitor.spec ?? {};
  const { any, matchNames } = namespaceSelector ?? {};
  return {
    key: `${monitor.kind} ${objectName(monitor)}`,
    name: `${monitor.kind} ${objectName(monitor)}`,
    facts: [
      ...factsOf({
        namespaces: any === true ? "all" : (matchNames ?? monitor.metadata?.namespace),
        selector: Object.entries(selector?.matchLabels ?? {}).map(([label, value]) => `${label}=${value}`),
      }),
      ...endpoints.flatMap((endpoint, index) =>
        endpointFacts(endpoint, endpoints.length === 1 ? "" : ` of endpoint ${index + 1}`),
      ),
      ...factsOf({
        "sample limit": sampleLimit,
        "label limit": labelLimit,
        "label value limit": labelValueLengthLimit,
      }),
      otherSettings([others, { ...selector, matchLabels: undefined }]),
    ],
  };
}

function endpointFacts(
  { port, path = "/metrics", interval, scrapeTimeout, ...others }: Endpoint,
  where: string,
): readonly Fact[] {
  const facts = factsOf({ port, path, interval, timeout: scrapeTimeout });
  return [...facts, { ...otherSettings(others), label: "endpoint" }].map((fact) => ({
    ...fact,
    label: `${fact.label}${where}`,
  }));
}

/** Containers of a pod template; image and resources have sections of their own. */
function exporterItem(deployment: KubernetesObject): Item {
  const {
    template,
    replicas: _,
    ...others
  } = deployment.spec as {
    template?: { spec?: { containers?: readonly Readonly<Record<string, unknown>>[] } };
    replicas?: number;
  };
  const { containers = [], ...pod } = template?.spec ?? {};
  const rest = containers.map(({ args: _args, image: _image, resources: _resources, ...container }) => container);
  return {
    key: `exporter ${objectName(deployment)}`,
    name: `exporter ${objectName(deployment)}`,
    facts: [
      ...factsOf({ arguments: containers.flatMap(({ args }) => args ?? []) }),
      otherSettings([others, pod, rest]),
    ],
  };
}
