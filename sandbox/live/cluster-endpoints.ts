/** Addresses of the cluster that its own processes answer for. */
import type { V1Pod } from "@kubernetes/client-node";
import type { Cluster } from "../cluster";
import { ADVERTISED_ADDRESS } from "../cluster/addresses";
import type { Endpoint } from "./endpoints";
import { containerKey } from "./left-out";

/** The operator's image, and the port of its metrics. */
const OPERATOR = /\/prometheus-operator(:|@|$)/;
const OPERATOR_PORT = "http";

/** Images of pods that another part of the sandbox answers for: the sample services and CoreDNS. */
const SAMPLES = /^[^/]+:sandbox$/;

/** The API server, and the operator, which runs beside the cluster in any case. */
export function clusterEndpoints(cluster: Cluster, pods: readonly V1Pod[]): readonly Endpoint[] {
  const api = Number(new URL(cluster.server).port);
  const operator = cluster.processes.find(({ name }) => name === "prometheus-operator")?.port;
  return [
    { address: `${ADVERTISED_ADDRESS}:${api}`, port: api },
    ...containers(pods, OPERATOR).flatMap(({ pod, container }) => {
      const port = container.ports?.find(({ name }) => name === OPERATOR_PORT)?.containerPort;
      return operator === undefined || port === undefined
        ? []
        : [{ address: `${pod.status?.podIP}:${port}`, port: operator }];
    }),
  ];
}

/** Containers that something else answers for than a program of theirs. */
export function answeredBeside(pods: readonly V1Pod[]): readonly string[] {
  return [OPERATOR, SAMPLES].flatMap((image) =>
    containers(pods, image).map(({ pod, container }) => containerKey(pod, container)),
  );
}

function containers(pods: readonly V1Pod[], pattern: RegExp) {
  return pods.flatMap((pod) =>
    (pod.spec?.containers ?? [])
      .filter(({ image = "" }) => pattern.test(image))
      .map((container) => ({ pod, container })),
  );
}
