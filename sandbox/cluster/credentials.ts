import { generateKeyPairSync, randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { CONTEXT_NAME, kubeconfigPath } from "./state";

/** Files that the control plane reads; new ones for every start. */
export interface Credentials {
  /** Static token file: the one user, in the group that may do everything. */
  readonly tokenFile: string;
  readonly token: string;
  /** Signs and checks tokens of service accounts. */
  readonly serviceAccountKeyFile: string;
  readonly serviceAccountPublicKeyFile: string;
  /** Folder for the API server's own certificate. */
  readonly certDir: string;
  /**
   * The API server's certificate with the authority that signed it; kube-apiserver makes both
   * when it starts and finds none.
   */
  readonly certFile: string;
  /** Written after {@link certFile}, so once it exists that one is whole. */
  readonly certKeyFile: string;
}

/** Makes fresh credentials in the cluster's folder. */
export function createCredentials(dir: string): Credentials {
  const certDir = join(dir, "apiserver");
  const credentials: Credentials = {
    tokenFile: join(dir, "tokens.csv"),
    token: randomBytes(32).toString("hex"),
    serviceAccountKeyFile: join(dir, "service-account.key"),
    serviceAccountPublicKeyFile: join(dir, "service-account.pub"),
    certDir,
    certFile: join(certDir, "apiserver.crt"),
    certKeyFile: join(certDir, "apiserver.key"),
  };
  mkdirSync(certDir, { mode: 0o700 });
  const keys = generateKeyPairSync("ec", {
    namedCurve: "P-256",
    privateKeyEncoding: { type: "sec1", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
  writePrivate(credentials.serviceAccountKeyFile, keys.privateKey);
  writePrivate(credentials.serviceAccountPublicKeyFile, keys.publicKey);
  writePrivate(credentials.tokenFile, `${credentials.token},sandbox-admin,sandbox-admin,"system:masters"\n`);
  return credentials;
}

/** Writes the kubeconfig: everything is in it, so it may be copied or merged into another. */
export function writeKubeconfig(dir: string, server: string, token: string, authority: Buffer): void {
  const kubeconfig = {
    apiVersion: "v1",
    kind: "Config",
    "current-context": CONTEXT_NAME,
    clusters: [{ name: CONTEXT_NAME, cluster: { server, "certificate-authority-data": authority.toString("base64") } }],
    users: [{ name: CONTEXT_NAME, user: { token } }],
    contexts: [{ name: CONTEXT_NAME, context: { cluster: CONTEXT_NAME, user: CONTEXT_NAME } }],
  };
  writePrivate(kubeconfigPath(dir), stringify(kubeconfig));
}

function writePrivate(path: string, content: string): void {
  writeFileSync(path, content, { mode: 0o600 });
}
