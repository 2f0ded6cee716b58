import { get } from "node:http";
import { CHART_FULLNAME } from "../../naming";
import type { Tools } from "../tools";
import { launch, waitWhileRunning } from "./launch";
import { freePort, LOOPBACK } from "./ports";
import { endProcess, isAlive } from "./processes";
import { readCluster, readState, updateState } from "./state";
import type { Cluster } from "./state";

const NAME = "prometheus-operator";

/**
 * Starts the real prometheus-operator beside the cluster, with the arguments that the chart gives
 * it; it turns the Prometheus and Alertmanager objects into StatefulSets and configurations.
 * One that runs already is kept, one that has ended is started again.
 *
 * @throws a sentence when it ends while starting; it is then off the record, and the cluster stays.
 */
export async function startOperator(cluster: Cluster, tools: Tools): Promise<Cluster> {
  const { dir } = cluster;
  const recorded = readState(dir)?.processes.find((record) => record.name === NAME);
  if (!recorded || !isAlive(recorded)) {
    forget(dir);
    await startAfresh(cluster, tools);
  }
  const current = readCluster(dir);
  if (!current) throw new Error(`The sandbox cluster in ${dir} was stopped while its operator was starting.`);
  return current;
}

async function startAfresh({ dir, kubeconfigPath }: Cluster, tools: Tools): Promise<void> {
  const port = await freePort();
  const args = operatorArgs(port, tools.version(NAME));
  // It has no flag for the kubeconfig.
  await launch(dir, { name: NAME, path: tools.path(NAME), args, env: { KUBECONFIG: kubeconfigPath }, port });
  try {
    await waitWhileRunning(dir, "the prometheus-operator to be ready", () => whyNotHealthy(port));
  } catch (error) {
    const record = readState(dir)?.processes.find(({ name }) => name === NAME);
    if (record) await endProcess(record, 5_000);
    forget(dir);
    throw error;
  }
}

/** Arguments of the operator outside of a cluster. */
export function operatorArgs(port: number, version: string): string[] {
  return [
    `--web.listen-address=${LOOPBACK}:${port}`,
    // The certificate is for the admission webhook, which the sandbox can't have.
    "--web.enable-tls=false",
    `--prometheus-config-reloader=prometheus-operator/prometheus-config-reloader:v${version}`,
    `--kubelet-service=kube-system/${CHART_FULLNAME}-kubelet`,
    // The Endpoints API is deprecated from Kubernetes 1.33 on.
    "--kubelet-endpoints=false",
    "--kubelet-endpointslice=true",
  ];
}

function forget(dir: string): void {
  updateState(dir, (state) => ({ ...state, processes: state.processes.filter(({ name }) => name !== NAME) }));
}

function whyNotHealthy(port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const sent = get({ host: LOOPBACK, port, path: "/healthz" }, (response) => {
      response.resume();
      resolve(response.statusCode === 200 ? undefined : `answer ${response.statusCode}`);
    });
    sent.on("error", (error) => resolve(error.message));
  });
}
