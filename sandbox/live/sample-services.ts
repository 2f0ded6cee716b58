/** The sample services' processes, in place of their pods, and the load on them. */
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { V1Pod } from "@kubernetes/client-node";
import type { Config } from "../../config/schema";
import type { Cluster } from "../cluster";
import { LOOPBACK } from "../cluster/ports";
import type { LiveServers } from "./databases/of-stack";
import type { Endpoint } from "./endpoints";
import { containerKey } from "./left-out";
import { ensureNodeProgram } from "./node-process";
import { type LivePorts, MAIN } from "./ports";
import { liveFolder, type LiveProcess, type LiveRecord } from "./record";
import { compilePrograms, type ServiceSettings } from "./services";

/** One replica of a service. */
export interface Replica {
  /** Name of its process on the cluster's record: `qualisys-api-1`, with its namespace where there are several. */
  readonly name: string;
  readonly service: string;
  readonly program: "api" | "web";
  readonly pod: V1Pod;
  /** `namespace/pod/container`. */
  readonly standsFor: string;
  /** What is scraped in the cluster. */
  readonly address: string;
}

/** Purpose of the port with a replica's routes; the main one has its metrics. */
const ROUTES = "routes";

const LOAD = "load";

/** Where nobody listens: for a server that can't run on this machine. */
const NOBODY = { host: LOOPBACK, port: 9, user: "nobody", password: "nobody", caFile: "" };

/** The replicas of a stack's services, in the order of the configuration and of their pods' names. */
export function replicasOf({ services }: Config, pods: readonly V1Pod[]): readonly Replica[] {
  return services.flatMap(({ name: service, namespaces }, index) => {
    const own = pods
      .filter(({ metadata, spec }) =>
        spec?.containers.some(
          ({ image }) => image === `${service}:sandbox` && namespaces.includes(metadata?.namespace ?? ""),
        ),
      )
      .sort((one, other) => (one.metadata?.name ?? "").localeCompare(other.metadata?.name ?? ""));
    return own.flatMap((pod, position): Replica[] => {
      const [container] = pod.spec?.containers ?? [];
      const port = container?.ports?.[0]?.containerPort;
      if (container === undefined || port === undefined) return [];
      return [
        {
          name: `${service}-${position + 1}`,
          service,
          program: index % 2 === 0 ? "api" : "web",
          pod,
          standsFor: containerKey(pod, container),
          address: `${pod.status?.podIP}:${port}`,
        },
      ];
    });
  });
}

/** Finds ports for them. */
export async function reserveReplicaPorts(replicas: readonly Replica[], ports: LivePorts): Promise<void> {
  for (const { name } of replicas) for (const purpose of [MAIN, ROUTES]) await ports.reserve(name, purpose);
}

/** Where their addresses lead. */
export function replicaEndpoints(replicas: readonly Replica[], ports: LivePorts): readonly Endpoint[] {
  return replicas.map(({ name, address }) => ({ address, port: ports.of(name) }));
}

/** How to start them. */
export interface ServicesInput {
  readonly cluster: Cluster;
  readonly replicas: readonly Replica[];
  readonly ports: LivePorts;
  readonly servers: LiveServers;
  /** What ran before. */
  readonly known: LiveRecord;
}

/** Starts the replicas, which work on the stack's first database and cache, and the load. */
export async function startServices({ cluster, replicas, ports, servers, known }: ServicesInput) {
  if (replicas.length === 0) return { processes: [], record: [] };
  const { args, env } = await compilePrograms(join(liveFolder(cluster.dir), "programs"));
  const digestsOf = (name: string) => known.processes.find((process) => process.name === name)?.digests;
  const stores = storesOf(servers);
  const record = replicas.map(({ name, service }) => ({
    name,
    service,
    metricsPort: ports.of(name),
    token: known.services.find((before) => before.name === name)?.token ?? randomBytes(16).toString("hex"),
  }));
  const started = replicas.map(async ({ name, service, program, standsFor }, index): Promise<LiveProcess> => {
    const settings: ServiceSettings = {
      name: service,
      port: ports.of(name, ROUTES),
      metricsPort: ports.of(name),
      controlToken: record[index]?.token ?? "",
      ...stores,
    };
    const own = { name, args: args[program], env, settings, port: ports.of(name), healthPath: "/metrics" };
    const digests = await ensureNodeProgram(cluster, own, digestsOf(name));
    return { name, standsFor, version: process.versions.node, ports: ports.ofProcess(name), digests };
  });
  const services = await Promise.all(started);
  const targets = replicas.map(({ name, program }) => ({ service: program, port: ports.of(name, ROUTES) }));
  const load = { name: LOAD, args: args.load, env, settings: { targets }, port: undefined, healthPath: "" };
  const digests = await ensureNodeProgram(cluster, load, digestsOf(LOAD));
  return { processes: [...services, { name: LOAD, version: process.versions.node, ports: {}, digests }], record };
}

function storesOf({ databases, caches }: LiveServers): Pick<ServiceSettings, "postgres" | "redis"> {
  const [database] = databases;
  const [cache] = caches;
  return {
    postgres:
      database === undefined ? { ...NOBODY, database: "nobody" } : { ...signIn(database), database: database.database },
    redis: cache === undefined ? NOBODY : signIn(cache),
  };
}

function signIn({ host, port, caFile, application }: LiveServers["databases"][number] | LiveServers["caches"][number]) {
  return { host, port, caFile, ...application };
}
