/** Access to the cluster with the rights of a pod. */
import { writeFileSync } from "node:fs";
import { CoreV1Api, type KubeConfig } from "@kubernetes/client-node";
import { stringify } from "yaml";

/** A year outlasts every sandbox. */
const TOKEN_SECONDS = 365 * 24 * 60 * 60;

/**
 * Writes a kubeconfig for a service account, so that what runs beside the cluster sees what its pod would see,
 * and nothing more.
 *
 * @param config of somebody who may ask for the account's token.
 */
export async function writeAccountKubeconfig(
  config: KubeConfig,
  account: { namespace: string; name: string },
  file: string,
): Promise<void> {
  const { status } = await config.makeApiClient(CoreV1Api).createNamespacedServiceAccountToken({
    ...account,
    body: { spec: { audiences: [], expirationSeconds: TOKEN_SECONDS } },
  });
  const cluster = config.getCurrentCluster();
  const kubeconfig = {
    apiVersion: "v1",
    kind: "Config",
    "current-context": account.name,
    clusters: [
      { name: "sandbox", cluster: { server: cluster?.server, "certificate-authority-data": cluster?.caData } },
    ],
    users: [{ name: account.name, user: { token: status?.token } }],
    contexts: [{ name: account.name, context: { cluster: "sandbox", user: account.name } }],
  };
  writeFileSync(file, stringify(kubeconfig), { mode: 0o600 });
}
