/** The process that stands for Slack, for kubelets and for what else no process can be, and that serves the page. */
import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "../../config/schema";
import { parseQuantity } from "../../units/quantity";
import { kubeConfigOf, type Cluster } from "../cluster";
import { NODES } from "../cluster/addresses";
import { NODE_CAPACITY } from "../cluster/objects";
import { loopbackUrl } from "../cluster/ports";
import type { V1Pod } from "@kubernetes/client-node";
import { findKey, secretString, type SecretStore } from "../engine/fake-providers/store";
import { consoleArguments } from "./console/command";
import type { ConsoleSettings } from "./console/settings";
import type { Endpoint } from "./endpoints";
import { ensureNodeProgram, programFolder } from "./node-process";
import { readLive, type LiveRecord } from "./record";

/** Name of the process on the cluster's record. */
export const CONSOLE = "console";

/** What the page shows of everything else. */
export type Shown = Pick<ConsoleSettings, "prometheus" | "alertmanagers" | "leftOut" | "versions">;

/** How to start it. */
export interface ConsoleInput {
  readonly cluster: Cluster;
  readonly config: Config;
  readonly secrets: SecretStore;
  /** Port on 127.0.0.1. */
  readonly port: number;
  readonly shown: Shown;
}

/** What is played, and for what it stands. */
export const STAND_INS = [
  { name: "kubelet", standsFor: "the kubelets and cAdvisor of the simulated nodes" },
  { name: "nodes", standsFor: "/proc/stat, /proc/meminfo and /proc/loadavg of the simulated nodes" },
  { name: "coredns", standsFor: "CoreDNS, which EKS runs by itself", metrics: "coredns" },
  { name: "slack", standsFor: "Slack's incoming webhooks" },
] as const satisfies ConsoleSettings["standIns"];

/** As the nodes' objects have it. */
const NODE_SIZE = { cpus: Number(NODE_CAPACITY.cpu), memoryBytes: parseQuantity(NODE_CAPACITY.memory) ?? 0 };

/** Port of a kubelet. */
const KUBELET_PORT = 10_250;

/** Port and image of the pods that stand for CoreDNS. */
const CORE_DNS = { image: "coredns:sandbox", port: 9153 };

/** Starts the console. Returns its place on the record. */
export async function startConsole({ cluster, config, secrets, port, shown }: ConsoleInput) {
  const before = readLive(cluster.dir);
  const token = before.console?.token ?? randomBytes(16).toString("hex");
  const folder = programFolder(cluster, CONSOLE);
  const file = (name: string, content: string) => {
    const path = join(folder, name);
    writeFileSync(path, content, { mode: 0o600 });
    return path;
  };
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const kube = kubeConfigOf(cluster);
  const heartbeat = config.alertmanager.heartbeat;
  const [service] = config.services;
  const settings: ConsoleSettings = {
    port,
    token,
    messagesFile: join(folder, "messages.jsonl"),
    webhooks: webhooksOf(config, secrets),
    ...(heartbeat === undefined ? {} : { heartbeatPath: pathOf(secretValue(secrets, heartbeat.url)) }),
    apiServer: cluster.server,
    tokenFile: file("token", kube.getCurrentUser()?.token ?? ""),
    caFile: file("ca.crt", Buffer.from(kube.getCurrentCluster()?.caData ?? "", "base64").toString("utf8")),
    usageFile: join(folder, "usage.json"),
    nodes:
      process.platform === "linux"
        ? NODES.map(({ name }) => ({ name, procFolder: procFolder(cluster, name), ...NODE_SIZE }))
        : [],
    pageFolder: await builtPage(cluster),
    acceptanceFile: acceptanceFile(cluster),
    standIns: [...STAND_INS],
    ...shown,
    ...(service === undefined
      ? {}
      : {
          crashLoop: {
            namespace: service.namespaces[0] ?? "",
            selector: Object.entries(service.selector ?? { app: service.name })
              .map(([name, value]) => `${name}=${value}`)
              .join(","),
          },
        }),
  };
  const digests = await ensureNodeProgram(
    cluster,
    {
      name: CONSOLE,
      args: consoleArguments(),
      // One arena for malloc, instead of several for a few threads.
      env: { MALLOC_ARENA_MAX: "1" },
      settings,
      port,
      healthPath: "/api/heartbeats",
    },
    before.processes.find(({ name }) => name === CONSOLE)?.digests,
  );
  return {
    record: { url: loopbackUrl(port), token } satisfies LiveRecord["console"],
    process: { name: CONSOLE, version: process.versions.node, ports: { main: port }, digests },
  };
}

/** File with the acceptance table as it was last made. */
export function acceptanceFile(cluster: Cluster): string {
  return join(programFolder(cluster, CONSOLE), "acceptance.json");
}

/** Builds the page; the bundler is loaded where it is needed. */
async function builtPage(cluster: Cluster): Promise<string> {
  const { buildPage } = require("./console/build-page") as typeof import("./console/build-page");
  const folder = join(programFolder(cluster, CONSOLE), "page");
  await buildPage(folder);
  return folder;
}

/** Folder in place of a node's /proc. */
export function procFolder(cluster: Cluster, node: string): string {
  return join(programFolder(cluster, CONSOLE), "nodes", node, "proc");
}

/** The addresses in the cluster that the console answers for. */
export function consoleEndpoints(pods: readonly V1Pod[], port: number): readonly Endpoint[] {
  const coreDns = pods.filter(({ spec }) => spec?.containers.some(({ image }) => image === CORE_DNS.image));
  return [
    ...NODES.map(({ name, address }) => ({
      address: `${address}:${KUBELET_PORT}`,
      port,
      prefix: `/kubelet/${name}`,
      scheme: "http" as const,
    })),
    ...coreDns.map(({ status }) => ({
      address: `${status?.podIP}:${CORE_DNS.port}`,
      port,
      prefix: "/stand-in/coredns",
    })),
  ];
}

/** What Slack knows of the stack's webhooks. */
function webhooksOf({ alertmanager }: Config, secrets: SecretStore): ConsoleSettings["webhooks"] {
  const { alerts, critical } = alertmanager.slack;
  return [alerts, ...(critical === undefined ? [] : [critical])].map(({ channel, webhook }) => ({
    path: pathOf(secretValue(secrets, webhook)),
    channel,
  }));
}

function pathOf(address: string): string {
  return new URL(address).pathname;
}

/** A value that Secrets Manager has. Every one has been checked by the deployment. */
function secretValue(
  secrets: SecretStore,
  { secret, key }: { readonly secret: string; readonly key?: string | undefined },
): string {
  const found = findKey(secrets, secret);
  const text = found === undefined ? undefined : secretString(secrets[found] ?? null);
  if (text === undefined) throw new Error(`The sandbox's secrets have no ${secret}.`);
  return key === undefined ? text : String((JSON.parse(text) as Record<string, unknown>)[key]);
}
