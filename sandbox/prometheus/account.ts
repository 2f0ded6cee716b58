/** Access to the cluster with the rights of a pod. */
import { writeFileSync } from "node:fs";
import { CoreV1Api, type KubeConfig } from "@kubernetes/client-node";
import { stringify } from "yaml";

/** A year outlasts every sandbox. */
const TOKEN_SECONDS = 365 * 24 * 60 * 60;

/** A service account. */
export interface AccountRef {
  readonly namespace: string;
  readonly name: string;
}

/** What a pod is given of its service account, and the same as a kubeconfig. */
export interface AccountFiles {
  readonly token: string;
  /** Certificate of the API server's authority. PEM. */
  readonly ca: string;
  /** YAML. */
  readonly kubeconfig: string;
}

/**
 * Credentials of a service account, so that what runs beside the cluster sees what its pod would see, and nothing more.
 *
 * @param config of somebody who may ask for the account's token.
 */
export async function accountFiles(config: KubeConfig, account: AccountRef): Promise<AccountFiles> {
  const { status } = await config.makeApiClient(CoreV1Api).createNamespacedServiceAccountToken({
    ...account,
    body: { spec: { audiences: [], expirationSeconds: TOKEN_SECONDS } },
  });
  const cluster = config.getCurrentCluster();
  const token = status?.token ?? "";
  const kubeconfig = stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": account.name,
    clusters: [
      { name: "sandbox", cluster: { server: cluster?.server, "certificate-authority-data": cluster?.caData } },
    ],
    users: [{ name: account.name, user: { token } }],
    contexts: [{ name: account.name, context: { cluster: "sandbox", user: account.name } }],
  });
  return { token, ca: Buffer.from(cluster?.caData ?? "", "base64").toString("utf8"), kubeconfig };
}

/** Writes the kubeconfig of a service account. */
export async function writeAccountKubeconfig(config: KubeConfig, account: AccountRef, file: string): Promise<void> {
  writeFileSync(file, (await accountFiles(config, account)).kubeconfig, { mode: 0o600 });
}
