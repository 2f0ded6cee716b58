/** What a cluster has besides its API server: the operator's types, the controllers and the nodes. */
import { CoreV1Api } from "@kubernetes/client-node";
import type { KubeConfig } from "@kubernetes/client-node";
import type { ToolName, Tools } from "../tools";
import { NODES } from "./addresses";
import { apply, callApi, kubeConfigOf } from "./client";
import { controllerManagerArgs, kwokArgs, schedulerArgs } from "./controlplane";
import { installCrds } from "./crds";
import type { Credentials } from "./credentials";
import { launch, waitWhileRunning } from "./launch";
import { ebsDriver, gp3StorageClass, httpRouteType, sandboxNode } from "./objects";
import { kubeconfigPath } from "./state";

/** Starts everything that works through the API server once that is ready, and waits until it is seen to work. */
export async function startControllers(
  dir: string,
  credentials: Credentials,
  { tools, log }: { readonly tools: Tools; readonly log: (line: string) => void },
): Promise<void> {
  const kubeconfig = kubeconfigPath(dir);
  const config = kubeConfigOf({ kubeconfigPath: kubeconfig });
  await waitWhileRunning(dir, "kube-apiserver to be ready", () => whyNotReady(config));
  const start = (name: ToolName, args: string[]) => launch(dir, { name, path: tools.path(name), args });

  const core = config.makeApiClient(CoreV1Api);

  log("Starting kube-scheduler and kwok, and installing the operator's custom resources.");
  await start("kube-scheduler", schedulerArgs(kubeconfig));
  await start("kwok", kwokArgs(kubeconfig));
  await Promise.all([
    // Created, not applied: only a creation may carry a status, as a kubelet's does.
    ...NODES.map((node) => core.createNode({ body: sandboxNode(node) })),
    ...[gp3StorageClass(), ebsDriver(), httpRouteType()].map((object) => apply(config, object)),
    installCrds(config, tools.assets("prometheus-operator", "crds")),
  ]);

  log("Starting kube-controller-manager.");
  // Now that the custom resources are served: its garbage collector learns of later ones only every 30 seconds.
  await start("kube-controller-manager", controllerManagerArgs(kubeconfig, credentials));
  await waitWhileRunning(dir, "the sandbox cluster to work", () => whyNotWorking(core));
}

async function whyNotReady(config: KubeConfig): Promise<string | undefined> {
  try {
    const { status, body } = await callApi(config, { method: "GET", path: "/readyz" });
    return status === 200 ? undefined : `answer ${status} ${body.slice(0, 200)}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** kwok makes the nodes Ready, the controller manager takes their taints away and makes service accounts. */
async function whyNotWorking(core: CoreV1Api): Promise<string | undefined> {
  const nodes = (await core.listNode()).items;
  const ready = nodes.every(({ status }) =>
    status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True"),
  );
  if (!ready) return "Ready nodes (kwok)";
  if (nodes.some(({ spec }) => spec?.taints?.length)) return "nodes without taints (kube-controller-manager)";
  const accounts = await core.listNamespacedServiceAccount({ namespace: "default" });
  return accounts.items.length > 0 ? undefined : "service accounts (kube-controller-manager)";
}
