/** Labels that Prometheus' service discovery gives the pods that it scrapes. */
import type { Labels } from "../simulation";
import type { Pod } from "./inventory";

/** How a pod is scraped. */
export interface Endpoint {
  readonly job: string;
  readonly service: string;
  /** Name of the Service's port. */
  readonly endpoint: string;
  readonly port: number;
  /** Where it is not the pod's own: a pod on its node's network. */
  readonly address?: string;
  /** Where the pod has several. */
  readonly container?: string;
}

/** The labels of a pod's target. */
export function podTarget(
  { name, address: own, workload }: Pod,
  { job, service, endpoint, port, address = own, container = workload.container }: Endpoint,
): Labels {
  return {
    namespace: workload.namespace,
    job,
    instance: `${address}:${port}`,
    pod: name,
    container,
    service,
    endpoint,
  };
}
