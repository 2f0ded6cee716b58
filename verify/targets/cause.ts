/** Why a pod that has to be scraped is no target: the first link of the chain that does not hold. */
import type { V1Pod, V1Service } from "@kubernetes/client-node";
import { jobs } from "../../naming";
import type { ClusterObjects, ServiceMonitor } from "../cluster/objects";
import { placeOf, unwell } from "../cluster/pods";
import { hasLabels, inWords, selects } from "../cluster/selectors";
import type { DroppedTarget, Target } from "../prometheus/shapes";
import type { Scraped } from "./expected";

/** What the cause is looked for in. */
export interface Evidence {
  readonly objects: ClusterObjects;
  /** Namespace of the stack. */
  readonly namespace: string;
  readonly targets: { readonly active: readonly Target[]; readonly dropped: readonly DroppedTarget[] };
}

/** The cause as a sentence; the last one is what remains when all links hold. */
export function whyNoTarget(evidence: Evidence, { monitor: name, services, what }: Scraped, pod: V1Pod): string {
  const { objects, namespace } = evidence;
  const monitor = objects.serviceMonitors.find(({ metadata }) => metadata.name === name);
  if (monitor === undefined) return `${what}: there is no ServiceMonitor ${namespace}/${name}.`;
  const subject = `The ServiceMonitor ${namespace}/${name}`;
  const links = [
    notSelected(evidence, monitor, subject),
    selectsNone(objects, monitor, services, subject),
    portMissing(monitor, services, subject),
    podUnwell(pod),
    notInConfiguration(evidence, name, subject),
  ];
  return links.find((link) => link !== undefined) ?? whyDropped(evidence, name, subject, pod);
}

/** All links hold, as far as objects go. */
function whyDropped({ targets, namespace }: Evidence, name: string, subject: string, pod: V1Pod): string {
  const found = targets.dropped.some(
    ({ scrapePool, discoveredLabels: labels }) =>
      (scrapePool ?? labels["job"])?.startsWith(`serviceMonitor/${namespace}/${name}/`) &&
      labels["__meta_kubernetes_namespace"] === pod.metadata?.namespace &&
      labels["__meta_kubernetes_pod_name"] === pod.metadata?.name,
  );
  return found
    ? `Prometheus finds the pod ${placeOf(pod)} by way of ${withoutArticle(subject)}, and drops its target by a rule of relabelling: nothing answers for it, or a rule leaves it out.`
    : `Prometheus does not find the pod ${placeOf(pod)}, which ${withoutArticle(subject)} should lead it to: its discovery is late, or its account may not list the namespace.`;
}

function withoutArticle(subject: string): string {
  return subject.replace(/^The /, "the ");
}

function notSelected({ objects }: Evidence, { metadata }: ServiceMonitor, subject: string): string | undefined {
  const selector = objects.prometheuses.find((each) => each.metadata.name === jobs.prometheus)?.spec
    .serviceMonitorSelector;
  if (selector !== undefined && selects(selector, metadata.labels)) return undefined;
  const wanted =
    selector === undefined ? "no ServiceMonitor at all" : `ServiceMonitors with ${inWords(selector.matchLabels)}`;
  return `${subject} is not selected by Prometheus, whose serviceMonitorSelector asks for ${wanted}.`;
}

function selectsNone(
  objects: ClusterObjects,
  { metadata, spec }: ServiceMonitor,
  services: readonly V1Service[],
  subject: string,
): string | undefined {
  const { any, matchNames } = spec.namespaceSelector;
  const inReach = (namespace = "") => any === true || (matchNames ?? [metadata.namespace]).includes(namespace);
  const selected = objects.services.filter(
    (service) => inReach(service.metadata?.namespace) && selects(spec.selector, service.metadata?.labels),
  );
  const wanted = services.filter((service) => selected.includes(service));
  if (wanted.length > 0) return undefined;
  const outside = services.find(({ metadata: of }) => !inReach(of?.namespace));
  if (outside !== undefined)
    return `${subject} looks into ${(matchNames ?? [metadata.namespace]).join(", ")} only, and the Service ${placeOf(outside)} is elsewhere.`;
  return (
    `${subject} selects Services with ${inWords(spec.selector.matchLabels)}` +
    `${spec.selector.matchExpressions.length === 0 ? "" : " and further conditions"}, which ${services.length === 0 ? "there is none of" : services.map((each) => `${placeOf(each)} is not: it has ${inWords(each.metadata?.labels ?? {})}`).join("; ")}.`
  );
}

function portMissing({ spec }: ServiceMonitor, services: readonly V1Service[], subject: string): string | undefined {
  for (const service of services) {
    const ports = service.spec?.ports?.map(({ name }) => name ?? "(without a name)") ?? [];
    const asked = spec.endpoints.flatMap(({ port }) => (port === undefined ? [] : [port]));
    const missing = asked.find((port) => !ports.includes(port));
    if (missing !== undefined && !asked.some((port) => ports.includes(port)))
      return `${subject} names the port ${missing}, and the Service ${placeOf(service)} has no port of that name: it has ${ports.join(", ") || "none"}.`;
  }
  return undefined;
}

function podUnwell(pod: V1Pod): string | undefined {
  const why = unwell(pod);
  return why && `The pod ${placeOf(pod)} ${why}.`;
}

function notInConfiguration({ targets, namespace }: Evidence, name: string, subject: string): string | undefined {
  const pool = `serviceMonitor/${namespace}/${name}/`;
  const known = [...targets.active, ...targets.dropped].some(({ scrapePool }) => scrapePool?.startsWith(pool));
  return known
    ? undefined
    : `${subject} has not reached Prometheus: the operator's log says why it is refused, or it is still to come.`;
}

/** Targets of a ServiceMonitor that are scraped. */
export function targetsOf({ targets, namespace }: Evidence, monitor: string): readonly Target[] {
  return targets.active.filter(({ scrapePool }) => scrapePool.startsWith(`serviceMonitor/${namespace}/${monitor}/`));
}

/** The target of a pod. */
export function targetOf(evidence: Evidence, { monitor }: Scraped, pod: V1Pod): Target | undefined {
  const wanted = { namespace: pod.metadata?.namespace ?? "", pod: pod.metadata?.name ?? "" };
  return targetsOf(evidence, monitor).find(({ labels }) => hasLabels(labels, wanted));
}
