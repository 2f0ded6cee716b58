import { join } from "node:path";
import { ADVERTISED_ADDRESS, NODES, POD_CIDR, SERVICE_CIDR } from "./addresses";
import type { Credentials } from "./credentials";
import { LOOPBACK } from "./ports";

/**
 * etcd talks through sockets in the cluster's folder, which is its working directory: no port to
 * be taken, and nobody but the user can reach it. (The path stays relative because a socket's path
 * is limited to about 100 characters.)
 */
const ETCD_SOCKET = "unix://etcd.sock";
const ETCD_PEER_SOCKET = "unix://etcd-peer.sock";

/**
 * Arguments of etcd: one member, and no waiting for the disk, since the data are thrown away.
 * What it announces to others has to be an address with a port; nobody asks for it, or dials it.
 */
export function etcdArgs(dir: string): string[] {
  return [
    `--data-dir=${join(dir, "etcd")}`,
    "--unsafe-no-fsync",
    `--listen-client-urls=${ETCD_SOCKET}`,
    `--advertise-client-urls=http://${LOOPBACK}:2379`,
    `--listen-peer-urls=${ETCD_PEER_SOCKET}`,
  ];
}

/** Arguments of kube-apiserver, listening on loopback. */
export function apiServerArgs(port: number, credentials: Credentials): string[] {
  return [
    `--etcd-servers=${ETCD_SOCKET}`,
    `--bind-address=${LOOPBACK}`,
    `--secure-port=${port}`,
    `--advertise-address=${ADVERTISED_ADDRESS}`,
    `--cert-dir=${credentials.certDir}`,
    `--token-auth-file=${credentials.tokenFile}`,
    "--anonymous-auth=false",
    "--authorization-mode=RBAC",
    "--allow-privileged=true",
    `--service-cluster-ip-range=${SERVICE_CIDR}`,
    "--service-account-issuer=https://kubernetes.default.svc",
    `--service-account-key-file=${credentials.serviceAccountPublicKeyFile}`,
    `--service-account-signing-key-file=${credentials.serviceAccountKeyFile}`,
    "--profiling=false",
  ];
}

/** Arguments of kube-controller-manager. */
export function controllerManagerArgs(kubeconfig: string, credentials: Credentials): string[] {
  return [
    `--kubeconfig=${kubeconfig}`,
    "--leader-elect=false",
    // No port: it is known to work by what it does.
    "--secure-port=0",
    `--service-account-private-key-file=${credentials.serviceAccountKeyFile}`,
    `--root-ca-file=${credentials.certFile}`,
    // Nothing renews the node, and without a word from it its pods would be marked not Ready after
    // 40 seconds (the default). A year outlasts every sandbox.
    "--node-monitor-grace-period=8760h",
    "--profiling=false",
  ];
}

/** Arguments of kube-scheduler. */
export function schedulerArgs(kubeconfig: string): string[] {
  return [`--kubeconfig=${kubeconfig}`, "--leader-elect=false", "--secure-port=0", "--profiling=false"];
}

/** Arguments of kwok, which plays the node by the rules of stages.yaml. */
export function kwokArgs(kubeconfig: string): string[] {
  return [
    `--kubeconfig=${kubeconfig}`,
    `--config=${join(__dirname, "stages.yaml")}`,
    "--manage-all-nodes=true",
    `--cidr=${POD_CIDR}`,
    `--node-ip=${NODES[0].address}`,
  ];
}
