/** The targets that have to be there, out of the configuration and the cluster's objects. */
import type { V1Pod, V1Service } from "@kubernetes/client-node";
import type { Config, ServiceConfig } from "../../config/schema";
import type { MeasuredServer } from "../../exporters/kind";
import { jobs, RELEASE_NAME } from "../../naming";
import type { ClusterObjects } from "../cluster/objects";
import { placeOf, podsOf } from "../cluster/pods";
import { hasLabels, inWords } from "../cluster/selectors";

/** What is scraped by one ServiceMonitor: the pods of some Services. */
export interface Scraped {
  /** As sentences name it: `service qualisys-api in staging`. */
  readonly what: string;
  readonly job: string;
  /** Name of the ServiceMonitor, which lies in the stack's namespace. */
  readonly monitor: string;
  readonly pods: readonly V1Pod[];
  /** Services with these pods. */
  readonly services: readonly V1Service[];
  /** What is wrong already. */
  readonly problems: readonly string[];
}

/** A node exporter on every node that runs Linux. */
export function nodeTargets(objects: ClusterObjects, namespace: string): Scraped {
  const monitor = `${RELEASE_NAME}-prometheus-node-exporter`;
  const selected = objects.services.filter(
    ({ metadata }) => metadata?.namespace === namespace && metadata?.name === monitor,
  );
  const pods = selected.flatMap((service) => podsOf(objects, service));
  const problems = objects.nodes
    .filter(({ metadata }) => metadata?.labels?.["kubernetes.io/os"] !== "windows")
    .map(({ metadata }) => metadata?.name ?? "")
    .filter((node) => !pods.some(({ spec }) => spec?.nodeName === node))
    .map((node) => `Node ${node} has no pod of node-exporter.`);
  return { what: "node-exporter", job: jobs.node, monitor, pods, services: selected, problems };
}

/** The pods of a service in each of its namespaces. */
export function serviceTargets(objects: ClusterObjects, service: ServiceConfig): readonly Scraped[] {
  const labels = service.selector ?? { app: service.name };
  return service.namespaces.map((namespace) => {
    const what = `service ${service.name} in ${namespace}`;
    const there = objects.services.filter(({ metadata }) => metadata?.namespace === namespace);
    const services = there.filter(({ metadata }) => hasLabels(metadata?.labels, labels));
    const pods = distinct(services.flatMap((each) => podsOf(objects, each)));
    const named = there.filter(({ metadata }) => metadata?.name === service.name);
    const missing =
      services.length === 0
        ? [
            `No Service in namespace ${namespace} has the labels of ${service.name} (${inWords(labels)})` +
              (named.length === 0
                ? "."
                : `: ${named.map((each) => `${placeOf(each)} has ${inWords(each.metadata?.labels ?? {})}`).join("; ")}.`),
          ]
        : pods.length === 0 && !service.mayScaleToZero
          ? [
              `The Service ${services.map(placeOf).join(", ")} leads to no pod: its selector is ${inWords(services[0]?.spec?.selector ?? {})}.`,
            ]
          : [];
    return { what, job: service.name, monitor: service.name, pods, services, problems: missing };
  });
}

/** The exporter of a database or cache. */
export function exporterTargets(objects: ClusterObjects, config: Config, server: MeasuredServer): Scraped {
  const { objectName: monitor, labels } = server;
  const namespace = config.namespace.name;
  const services = objects.services.filter(
    ({ metadata }) => metadata?.namespace === namespace && metadata?.name === monitor,
  );
  const pods = distinct(services.flatMap((each) => podsOf(objects, each)));
  const problems =
    services.length === 0
      ? [`There is no Service ${namespace}/${monitor}.`]
      : pods.length === 0
        ? [`The Service ${namespace}/${monitor} leads to no pod of the exporter of ${server.name}.`]
        : [];
  return { what: `${labels.server} ${server.name}`, job: labels.job, monitor, pods, services, problems };
}

/** A pod once, however many Services lead to it. */
function distinct(pods: readonly V1Pod[]): readonly V1Pod[] {
  return [...new Set(pods)];
}
