/** A real Prometheus on what the operator has made for the one in the cluster. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { AppsV1Api } from "@kubernetes/client-node";
import { kubeConfigOf, type Cluster } from "../cluster";
import { launch, waitWhileRunning } from "../cluster/launch";
import { CLOSED, freePort, LOOPBACK } from "../cluster/ports";
import { endProcess } from "../cluster/processes";
import { readState, updateState } from "../cluster/state";
import type { Tools } from "../tools";
import { writeAccountKubeconfig } from "./account";
import { readOperatorFiles, RULES_FOLDER, type PrometheusRef } from "./configuration";
import { translate } from "./translate";

const NAME = "prometheus";

/** A Prometheus that runs beside a cluster. */
export interface RunningPrometheus {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** Its configuration, for promtool. */
  readonly configFile: string;
}

/**
 * Starts Prometheus on the operator's configuration and rules, with the rights of the account of its pods. It finds
 * the targets that a pod would find, under the same labels, and dials nothing but loopback. It is on the cluster's
 * record, and ends with it. One that runs already is replaced, and its samples with it.
 *
 * @throws Error where the operator has not made its files, or Prometheus ends or isn't ready in time; it is off the record then.
 */
export async function startPrometheus(cluster: Cluster, ref: PrometheusRef, tools: Tools): Promise<RunningPrometheus> {
  await stopPrometheus(cluster);
  const dir = join(cluster.dir, NAME);
  const configFile = await writeFiles(dir, cluster, ref);
  const port = await freePort();
  const url = `http://${LOOPBACK}:${port}`;
  const args = [
    `--config.file=${configFile}`,
    `--storage.tsdb.path=${join(dir, "data")}`,
    `--web.listen-address=${LOOPBACK}:${port}`,
    `--web.external-url=${url}`,
  ];
  await launch(cluster.dir, { name: NAME, path: tools.path(NAME), args, port });
  try {
    await waitWhileRunning(cluster.dir, "Prometheus to be ready", () => whyNotReady(url));
  } catch (error) {
    await stopPrometheus(cluster);
    throw error;
  }
  return { url, configFile };
}

/** Ends the Prometheus of a cluster, where there is one, and removes its files. */
export async function stopPrometheus({ dir }: Cluster): Promise<void> {
  const record = readState(dir)?.processes.find(({ name }) => name === NAME);
  if (record !== undefined) {
    await endProcess(record, 5_000);
    updateState(dir, (state) => ({ ...state, processes: state.processes.filter(({ name }) => name !== NAME) }));
  }
  rmSync(join(dir, NAME), { recursive: true, force: true });
}

/** Writes the translated configuration, the rules and the credentials; returns the configuration's path. */
async function writeFiles(dir: string, cluster: Cluster, ref: PrometheusRef): Promise<string> {
  const config = kubeConfigOf(cluster);
  const { configuration, ruleFiles } = await readOperatorFiles(config, ref);
  const rulePath = (pathInPod: string) => join(dir, pathInPod);
  const kubeconfig = join(dir, "kubeconfig");
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  for (const [path, text] of ruleFiles) {
    mkdirSync(dirname(rulePath(path)), { recursive: true });
    writeFileSync(rulePath(path), text);
  }
  const pods = await config
    .makeApiClient(AppsV1Api)
    .readNamespacedStatefulSet({ namespace: ref.namespace, name: `prometheus-${ref.name}` });
  const account = { namespace: ref.namespace, name: pods.spec?.template.spec?.serviceAccountName ?? "default" };
  await writeAccountKubeconfig(config, account, kubeconfig);
  const translated = translate(configuration, {
    podName: `prometheus-${ref.name}-0`,
    kubeconfig,
    place: (text) => text.replaceAll(RULES_FOLDER, rulePath(RULES_FOLDER)),
    credentials: "left out",
    redirect: [{ target_label: "__address__", replacement: CLOSED, action: "replace" }],
  });
  const configFile = join(dir, "prometheus.yaml");
  // JSON is YAML that no two readers understand differently.
  writeFileSync(configFile, JSON.stringify(translated, undefined, 2), { mode: 0o600 });
  return configFile;
}

async function whyNotReady(url: string): Promise<string | undefined> {
  try {
    const { status } = await fetch(`${url}/-/ready`);
    return status === 200 ? undefined : `answer ${status}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
