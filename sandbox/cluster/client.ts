import { request, type RequestOptions } from "node:https";
import { KubeConfig, KubernetesObjectApi, PatchStrategy } from "@kubernetes/client-node";
import type { KubernetesObject } from "@kubernetes/client-node";
import type { Cluster } from "./state";

/** Owner of the fields that the sandbox sets by server-side apply. */
export const FIELD_MANAGER = "monitoring-sandbox";

/** An answer of the API server. */
export interface ApiAnswer {
  readonly status: number;
  readonly body: string;
}

/** The client configuration of a cluster, from its own kubeconfig and no other. */
export function kubeConfigOf(cluster: Pick<Cluster, "kubeconfigPath">): KubeConfig {
  const config = new KubeConfig();
  config.loadFromFile(cluster.kubeconfigPath);
  return config;
}

/** Creates an object, or brings the fields that it names to the values that it gives. */
export async function apply(config: KubeConfig, object: KubernetesObject): Promise<void> {
  const api = KubernetesObjectApi.makeApiClient(config);
  await api.patch(object, undefined, undefined, FIELD_MANAGER, true, PatchStrategy.ServerSideApply);
}

/** One plain request, for what the client library has no call for. */
export async function callApi(
  config: KubeConfig,
  call: { method: "GET" | "POST" | "PATCH" | "DELETE"; path: string; contentType?: string; body?: string },
): Promise<ApiAnswer> {
  const options: RequestOptions = { method: call.method };
  await config.applyToHTTPSOptions(options);
  const url = new URL(call.path, config.getCurrentCluster()?.server);
  return new Promise((resolve, reject) => {
    const sent = request(url, options, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => (body += chunk));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
      response.on("error", reject);
    });
    sent.on("error", reject);
    if (call.contentType !== undefined) sent.setHeader("Content-Type", call.contentType);
    sent.end(call.body);
  });
}
