import type { KubernetesObject, V1Deployment, V1Service } from "@kubernetes/client-node";
import { apply, kubeConfigOf } from "./client";
import type { Cluster } from "./state";

/** A service of the company that the monitoring is to find. Nothing of it runs. */
export interface SampleService {
  /** Name of its Deployment and its Service. */
  readonly name: string;
  /** Namespaces to put it in; made where they are missing. */
  readonly namespaces: readonly string[];
  /** Labels of its pods and of its Service. */
  readonly labels: Readonly<Record<string, string>>;
  /** Name of the port with its metrics. */
  readonly portName: string;
  readonly port: number;
}

/** Two, because what is right for one replica may be wrong for several. */
const REPLICAS = 2;

/** Installs sample services, so that service discovery has something to find. Repeating it changes nothing. */
export async function installSampleServices(cluster: Cluster, services: readonly SampleService[]): Promise<void> {
  const config = kubeConfigOf(cluster);
  const namespaces = new Set(services.flatMap((service) => service.namespaces));
  await Promise.all(
    [...namespaces].map((name) => apply(config, { apiVersion: "v1", kind: "Namespace", metadata: { name } })),
  );
  const objects = services.flatMap(sampleObjects);
  await Promise.all(objects.map((object) => apply(config, object)));
}

/** The objects of one service in all of its namespaces. */
export function sampleObjects(service: SampleService): KubernetesObject[] {
  return service.namespaces.flatMap((namespace) => [
    deployment(service, namespace),
    kubernetesService(service, namespace),
  ]);
}

function deployment({ name, labels, portName, port }: SampleService, namespace: string): V1Deployment {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace, labels },
    spec: {
      replicas: REPLICAS,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name, image: `${name}:sandbox`, ports: [{ name: portName, containerPort: port }] }] },
      },
    },
  };
}

function kubernetesService({ name, labels, portName, port }: SampleService, namespace: string): V1Service {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, namespace, labels },
    spec: { selector: labels, ports: [{ name: portName, port, targetPort: portName }] },
  };
}
