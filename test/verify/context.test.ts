/** A real cluster, of which an API server answers with its objects and leads to its pods. */
import assert from "node:assert/strict";
import { KubeConfig } from "@kubernetes/client-node";
import { stringify } from "yaml";
import { verify } from "../../verify";
import { throughApiServer } from "../../verify/cluster/proxy";
import { clusterSources } from "../../verify/cluster/sources";
import type { Get } from "../../verify/http/get";
import { healthy, NOW, sourcesOf, type Deployment } from "./deployment";
import { Plain, serve, success, type Answer, type FakeServer } from "./servers";

const NAMESPACE = "/api/v1/namespaces/monitoring";
const PROXY = `${NAMESPACE}/pods/prometheus-monitoring-kube-prometheus-prometheus-0:9090/proxy/api/v1`;
const ALERTMANAGER = `${NAMESPACE}/pods/alertmanager-monitoring-kube-prometheus-alertmanager-0:9093/proxy/api/v2`;

describe("the acceptance criteria of a cluster behind its API server", () => {
  let server: FakeServer | undefined;
  afterEach(() => server?.close());

  const grafana: Get = async (url) => new Response("", { status: url.endsWith("/login") ? 200 : 401 });

  async function cluster(deployment: Deployment, outside = grafana) {
    const tokens: (string | undefined)[] = [];
    server = await serve(answersOf(deployment), ({ headers }) => tokens.push(headers.authorization));
    const { url } = server;
    const kubeConfig = kubeConfigFor(url);
    return {
      sources: { ...clusterSources(kubeConfig, deployment.config, outside), now: () => NOW },
      tokens,
      kubeConfig,
    };
  }

  it("are read by way of it with the token, and what may not be tried is skipped out loud", async () => {
    const { sources, tokens } = await cluster(healthy());
    const rows = await verify(sources);
    assert.deepEqual(
      rows.map(({ id, result }) => `${id} ${result}`),
      [
        ...["AC1", "AC2", "AC3", "AC4", "AC5"].map((id) => `${id} pass`),
        ...["AC6", "AC7", "AC8", "AC9", "AC10", "AC11", "AC12"].map((id) => `${id} indirect`),
        ...["AC13 pass", "AC14 indirect", "NFR-OBS1 indirect", "NFR-OBS3 pass", "NFR-R4 pass"],
      ],
      rows.map(({ id, sentence }) => `${id}: ${sentence}`).join("\n"),
    );
    for (const id of ["AC9", "AC14"])
      assert.match(rows.find((row) => row.id === id)?.sentence ?? "", /^Skipped: whether a message arrives/);
    assert.ok(tokens.length > 50 && tokens.every((token) => token === "Bearer made-up"), tokens.join());
  });

  it("fail where Grafana lets in who has not signed in", async () => {
    const { sources } = await cluster(healthy(), async () => new Response("", { status: 200 }));
    const row = (await verify(sources)).find(({ id }) => id === "AC13");
    assert.equal(
      row?.sentence,
      "https://grafana.staging.qualisys.io/api/search answers 200 in place of 401: it does not refuse who has not signed in.",
    );
  });

  it("fail with a sentence where a pod can't be asked", async () => {
    const deployment = healthy();
    deployment.config = { ...deployment.config, prometheus: { ...deployment.config.prometheus, replicas: 2 } };
    const { sources } = await cluster(deployment);
    const row = (await verify(sources)).find(({ id }) => id === "AC2");
    assert.match(row?.sentence ?? "", /^Prometheus prometheus-\S+-1 answers 404 to /);
  });

  it("send the token to nobody but the API server", async () => {
    const { kubeConfig } = await cluster(healthy());
    await assert.rejects(throughApiServer(kubeConfig)("http://127.0.0.1:1/metrics"), {
      message: "http://127.0.0.1:1 is not the API server of this context",
    });
  });
});

function kubeConfigFor(server: string): KubeConfig {
  const config = new KubeConfig();
  config.loadFromOptions({
    clusters: [{ name: "c", server, skipTLSVerify: true }],
    users: [{ name: "u", token: "made-up" }],
    contexts: [{ name: "x", cluster: "c", user: "u" }],
    currentContext: "x",
  });
  return config;
}

function answersOf(deployment: Deployment): Record<string, Answer> {
  const { objects, running } = deployment;
  const list = (items: readonly unknown[]) => () => ({ items });
  const operator = "/apis/monitoring.coreos.com/v1/namespaces/monitoring";
  const secrets = [...(objects.secretKeys ?? [])].map(([name, keys]) => ({
    metadata: { name },
    data: Object.fromEntries(keys.map((key) => [key, "eA=="])),
  }));
  const api = sourcesOf(deployment).prometheuses[0]!;
  // The fake's answers are of the moment: its promises are settled before a request arrives.
  const answers: Record<string, unknown> = {};
  const later = (key: string, promise: Promise<unknown>) => void promise.then((answer) => (answers[key] = answer));
  later("groups", api.ruleGroups());
  later("targets", api.targets());
  return {
    "/api/v1/nodes": list(objects.nodes),
    "/api/v1/pods": list(objects.pods),
    "/api/v1/services": list(objects.services),
    [`${NAMESPACE}/configmaps`]: list(objects.configMaps),
    [`${NAMESPACE}/persistentvolumeclaims`]: list(objects.claims),
    [`${NAMESPACE}/secrets`]: list(secrets),
    "/apis/networking.k8s.io/v1/namespaces/monitoring/ingresses": list(objects.ingresses),
    [`${operator}/servicemonitors`]: list(objects.serviceMonitors),
    [`${operator}/prometheuses`]: list(objects.prometheuses),
    [`${operator}/alertmanagers`]: list(objects.alertmanagers),
    [`${operator}/prometheusrules`]: list(objects.rules),
    [`${PROXY}/status/runtimeinfo`]: () => success(deployment.runtime),
    [`${PROXY}/rules`]: () => success({ groups: answers["groups"] }),
    [`${PROXY}/alerts`]: () => success({ alerts: [] }),
    [`${PROXY}/query_exemplars`]: () => success([]),
    [`${PROXY}/targets`]: () => {
      const { active, dropped } = answers["targets"] as Awaited<ReturnType<typeof api.targets>>;
      return success({ activeTargets: active, droppedTargets: dropped });
    },
    [`${PROXY}/query`]: async (query) => {
      const [, metric = "", labels = "", seconds] = /^(\w+)\{(.*)\}\[(\d+)s\]$/.exec(query.get("query") ?? "") ?? [];
      if (seconds === undefined) {
        const result = await api.query(query.get("query") ?? "");
        return success({
          resultType: "vector",
          result: result.map(({ labels: of, value }) => ({ metric: of, value: [0, String(value)] })),
        });
      }
      const wanted = Object.fromEntries(
        [...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = "", of = ""]) => [name, of]),
      );
      const series = await api.samples(metric, wanted, Number(seconds));
      return success({
        resultType: "matrix",
        result: series.map(({ labels: of, samples }) => ({
          metric: of,
          values: samples.map(({ seconds: time, value }) => [time, String(value)]),
        })),
      });
    },
    [`${ALERTMANAGER}/status`]: () => ({ config: { original: stringify(running) } }),
    ...Object.fromEntries(
      objects.pods.map(({ metadata }) => [
        `/api/v1/namespaces/${metadata?.namespace}/pods/${metadata?.name}:80/proxy/metrics`,
        () => new Plain(200, deployment.openMetrics),
      ]),
    ),
  };
}
