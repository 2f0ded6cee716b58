/** Asking the pods of a cluster by way of its API server, with the rights of the kubeconfig's user. */
import { request as requestHttp } from "node:http";
import { request as requestHttps, type RequestOptions } from "node:https";
import type { KubeConfig } from "@kubernetes/client-node";
import type { Get } from "../http/get";

/** Longer than any query of a healthy server. Milliseconds. */
const TIMEOUT_MS = 20_000;

/** The address of a pod's port behind the API server, without a slash at its end. */
export function podAddress(config: KubeConfig, namespace: string, pod: string, port: number | string): string {
  const server = config.getCurrentCluster()?.server.replace(/\/+$/, "") ?? "";
  return `${server}/api/v1/namespaces/${namespace}/pods/${pod}:${port}/proxy`;
}

/** Reads addresses of the API server; the token or certificate is sent to it and to nobody else. Only GET. */
export function throughApiServer(config: KubeConfig): Get {
  const server = config.getCurrentCluster()?.server ?? "";
  return async (url, headers = {}) => {
    if (new URL(url).origin !== new URL(server).origin)
      throw new Error(`${new URL(url).origin} is not the API server of this context`);
    const options: RequestOptions = { method: "GET" };
    await config.applyToHTTPSOptions(options);
    return new Promise((resolve, reject) => {
      const request = url.startsWith("https:") ? requestHttps : requestHttp;
      const sent = request(url, { ...options, headers: { ...options.headers, ...headers } }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => resolve(new Response(Buffer.concat(chunks), { status: response.statusCode ?? 0 })));
        response.on("error", reject);
      });
      sent.setTimeout(TIMEOUT_MS, () => sent.destroy(new Error(`no answer within ${TIMEOUT_MS / 1000} s`)));
      sent.on("error", reject);
      sent.end();
    });
  };
}
