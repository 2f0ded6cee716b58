/** A small cluster, as its API server lists it, and a server that answers so. */
import { createServer, type IncomingMessage } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { claimSchema, nodeSchema, podSchema } from "../../../../sandbox/live/console/cluster/objects";

/** When everything in the cluster was created. Seconds since 1970. */
export const CREATED = Date.parse("2026-11-30T12:00:00Z") / 1000;

const creationTimestamp = new Date(CREATED * 1000).toISOString();

/** A pod with one container; each test changes what it is about. */
export const API_POD = {
  metadata: { namespace: "staging", name: "qualisys-api-0", uid: "11111111-aaaa", creationTimestamp },
  spec: {
    nodeName: "node-1",
    containers: [
      {
        name: "api",
        image: "qualisys-api:1",
        resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { cpu: "500m", memory: "256Mi" } },
        livenessProbe: { httpGet: { path: "/healthz" }, periodSeconds: 20 },
        readinessProbe: {},
      },
    ],
    volumes: [{ name: "config", configMap: { name: "api" } }],
  },
  status: {
    phase: "Running",
    startTime: creationTimestamp,
    containerStatuses: [
      { name: "api", ready: true, restartCount: 0, state: { running: { startedAt: creationTimestamp } } },
    ],
  },
};

/** A pod with a volume, without limits. */
export const STORE_POD = {
  metadata: { namespace: "monitoring", name: "store-0", uid: "22222222-bbbb", creationTimestamp },
  spec: {
    nodeName: "node-1",
    initContainers: [
      { name: "setup", image: "setup:1" },
      { name: "sidecar", image: "sidecar:1", restartPolicy: "Always" },
    ],
    containers: [{ name: "store", image: 'store "1"\\x:1', resources: {} }],
    volumes: [
      { name: "data", persistentVolumeClaim: { claimName: "data-store-0" } },
      { name: "scratch", ephemeral: { volumeClaimTemplate: {} } },
    ],
  },
  status: { phase: "Running", startTime: creationTimestamp },
};

export const HOST_POD = {
  ...API_POD,
  metadata: { ...API_POD.metadata, name: "node-exporter-x", uid: "33333333-cccc" },
  spec: { ...API_POD.spec, hostNetwork: true },
};

export const NODE = {
  metadata: { name: "node-1", creationTimestamp },
  status: { capacity: { cpu: "4", memory: "16Gi", pods: "110" } },
};

export const CLAIMS = ["data-store-0", "store-0-scratch"].map((name) => ({
  metadata: { namespace: "monitoring", name },
  status: { phase: "Bound", capacity: { storage: "10Gi" } },
}));

/** The same, as the stand-ins know it. */
export const parsed = {
  apiPod: podSchema.parse(API_POD),
  storePod: podSchema.parse(STORE_POD),
  hostPod: podSchema.parse(HOST_POD),
  node: nodeSchema.parse(NODE),
  claims: CLAIMS.map((claim) => claimSchema.parse(claim)),
};

/** What a fake API server was asked, and how it answers. */
export interface FakeApi {
  readonly url: string;
  readonly asked: { method: string; path: string; authorization: string | undefined; body: string }[];
  /** What it lists; a test changes it. */
  readonly lists: { pods: object[]; persistentvolumeclaims: object[]; nodes: object[] };
  /** Whether it answers 503 instead. */
  failing: boolean;
  stop(): Promise<void>;
}

/** Starts an API server that lists {@link API_POD} and {@link STORE_POD} on {@link NODE}. */
export async function fakeApi(tls?: { readonly certificate: string; readonly key: string }): Promise<FakeApi> {
  const fake = {
    asked: [] as FakeApi["asked"],
    lists: {
      pods: [API_POD, STORE_POD] as object[],
      persistentvolumeclaims: CLAIMS as object[],
      nodes: [NODE] as object[],
    },
    failing: false,
  };
  const listener = async (request: IncomingMessage): Promise<[number, unknown]> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const { method = "", url = "", headers } = request;
    fake.asked.push({
      method,
      path: url,
      authorization: headers.authorization,
      body: Buffer.concat(chunks).toString(),
    });
    if (fake.failing) return [503, {}];
    if (method === "PATCH") return [200, {}];
    const kind = /^\/api\/v1\/(?:namespaces\/[^/]+\/)?(\w+)/.exec(url)?.[1] as keyof FakeApi["lists"];
    return [200, { items: fake.lists[kind] }];
  };
  const answering = (request: IncomingMessage, response: import("node:http").ServerResponse) => {
    void listener(request).then(([status, body]) => response.writeHead(status).end(JSON.stringify(body)));
  };
  const server = tls ? createTlsServer({ cert: tls.certificate, key: tls.key }, answering) : createServer(answering);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(fake, {
    url: `${tls ? "https" : "http"}://127.0.0.1:${port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}
