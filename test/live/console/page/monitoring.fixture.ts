/** A Prometheus and an Alertmanager that answer as real ones do, with what a test wants to see. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const EXTERNAL = { namespace: "monitoring" };

/** What they say; a test changes it. */
export interface Said {
  targets: object[];
  alerts: object[];
  groups: object[];
  rules: object[];
}

/** A target as Prometheus lists it. */
export function target(job: string, instance: string, health = "up", lastError = "", metrics_path?: string): object {
  const labels = { job, instance, ...EXTERNAL, ...(metrics_path === undefined ? {} : { metrics_path }) };
  return { labels, scrapePool: job, health, lastError, lastScrape: new Date().toISOString(), discoveredLabels: {} };
}

/** An alert as Prometheus lists it. */
export function alert(alertname: string, state: "pending" | "firing", severity: string, description: string): object {
  return {
    labels: { alertname, severity, ...EXTERNAL },
    annotations: { summary: `${alertname} summary.`, description },
    state,
    activeAt: new Date(Date.now() - 42_000).toISOString(),
    value: "1e+00",
  };
}

export const WATCHDOG = alert("Watchdog", "firing", "none", "Always fires.");

/** A group of rules that was evaluated. */
export function group(name: string, health = "ok", lastError?: string): object {
  return {
    name,
    file: `${name}.yaml`,
    lastEvaluation: new Date().toISOString(),
    rules: [{ name: `${name}Rule`, health, ...(lastError === undefined ? {} : { lastError }) }],
  };
}

/** What they say of a pipeline that is well. */
export function wellSaid(): Said {
  return {
    targets: [
      ...["", "/cadvisor", "/probes"].map((path) => target("kubelet", "10.0.0.1:10250", "up", "", `/metrics${path}`)),
      target("kube-state-metrics", "10.0.0.4:8080"),
      target("node-exporter", "10.0.0.1:9100"),
      target("apiserver", "127.0.0.1:6443"),
      target("coredns", "10.0.0.8:9153"),
      target("postgres-exporter", "10.0.0.5:9187"),
      target("redis-exporter", "10.0.0.6:9121"),
      target("qualisys-api", "10.0.0.10:8080"),
      target("qualisys-api", "10.0.0.11:8080"),
      target("qualisys-web", "10.0.0.12:8080"),
      target("monitoring-kube-prometheus-prometheus", "10.0.0.13:9090"),
    ],
    alerts: [WATCHDOG],
    groups: [{ labels: { alertname: "Watchdog" }, receiver: { name: "heartbeat" }, alerts: [{}] }],
    rules: ["qualisys-nodes", "qualisys-services", "kubernetes-apps"].map((name) => group(name)),
  };
}

/** Both on one port. */
export interface FakeMonitoring {
  readonly url: string;
  said: Said;
  /** Whether nothing is answered but 503. */
  failing: boolean;
  /** How often each path was asked for. */
  readonly asked: Map<string, number>;
  stop(): Promise<void>;
}

/** Starts them. */
export async function fakeMonitoring(): Promise<FakeMonitoring> {
  const fake = { said: wellSaid(), failing: false, asked: new Map<string, number>() };
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://fake");
    fake.asked.set(pathname, (fake.asked.get(pathname) ?? 0) + 1);
    const { targets, alerts, groups, rules } = fake.said;
    const answers: Readonly<Record<string, unknown>> = {
      "/api/v1/targets": { status: "success", data: { activeTargets: targets } },
      "/api/v1/alerts": { status: "success", data: { alerts } },
      "/api/v1/rules": { status: "success", data: { groups: rules } },
      "/api/v2/alerts/groups": groups,
    };
    const answer = fake.failing ? undefined : answers[pathname];
    response.writeHead(answer === undefined ? 503 : 200).end(JSON.stringify(answer ?? ""));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(fake, {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}
