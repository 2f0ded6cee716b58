/** A real cluster as a source: by way of its API server, reading alone. */
import { CoreV1Api, type KubeConfig } from "@kubernetes/client-node";
import { ALERTMANAGER_NAME, PROMETHEUS_NAME } from "../../components/kube-prometheus-stack/addresses";
import type { Config } from "../../config/schema";
import { alertmanagerApi } from "../alertmanager/api";
import { direct, OPEN_METRICS, readText, type Get } from "../http/get";
import { prometheusApi } from "../prometheus/api";
import type { Sources } from "../sources";
import { fresh } from "./fresh";
import { podAddress, throughApiServer } from "./proxy";
import { readObjects } from "./read";

/** Ports of the pods, which the operator gives them. */
const PORTS = { prometheus: 9090, alertmanager: 9093 } as const;

/** Lines of a log that are read. */
const LOG_LINES = 200;

/**
 * Whom to ask in a cluster. Messages and drills are nobody's to ask for there: Slack shows what it was sent to people only,
 * and nothing may be broken.
 *
 * @param kubeConfig with the context of the cluster as its current one.
 * @param outside asks Grafana's address as a browser would.
 */
export function clusterSources(kubeConfig: KubeConfig, config: Config, outside: Get = direct): Sources {
  const namespace = config.namespace.name;
  const get = throughApiServer(kubeConfig);
  const pods = (kind: keyof typeof PORTS, name: string, replicas: number) =>
    Array.from({ length: replicas }, (_, index) => {
      const pod = `${kind}-${name}-${index}`;
      return { pod, url: podAddress(kubeConfig, namespace, pod, PORTS[kind]) };
    });
  const objects = fresh(() => readObjects(kubeConfig, namespace));
  return {
    config,
    deployment: config.cluster,
    objects,
    prometheuses: pods("prometheus", PROMETHEUS_NAME, config.prometheus.replicas).map((each) =>
      prometheusApi(each, get),
    ),
    alertmanagers: pods("alertmanager", ALERTMANAGER_NAME, config.alertmanager.replicas).map((each) =>
      alertmanagerApi(each, get),
    ),
    messages: undefined,
    drills: async () => [],
    log: (ofNamespace, pod) => logOf(kubeConfig, ofNamespace, pod),
    openMetrics: async (scrapeUrl) => {
      const { hostname, port, pathname } = new URL(scrapeUrl);
      const pod = (await objects()).pods.find(({ status }) => status?.podIP === hostname);
      if (pod?.metadata?.name === undefined) throw new Error(`No pod has the address ${hostname} any more.`);
      const address = podAddress(kubeConfig, pod.metadata.namespace ?? "", pod.metadata.name, port || 80);
      return readText(get, `The pod ${pod.metadata.name}`, `${address}${pathname}`, OPEN_METRICS);
    },
    outside,
    remarks: [],
    now: () => new Date(),
  };
}

/** The end of a pod's log; undefined where it may not be read. */
async function logOf(kubeConfig: KubeConfig, namespace: string, name: string): Promise<string | undefined> {
  try {
    return await kubeConfig.makeApiClient(CoreV1Api).readNamespacedPodLog({ namespace, name, tailLines: LOG_LINES });
  } catch {
    return undefined;
  }
}
