import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { createAuthority } from "../../../../sandbox/servers";
import { ApiServer } from "../../../../sandbox/live/console/cluster/api";
import { listOf, podSchema } from "../../../../sandbox/live/console/cluster/objects";
import { ClusterView } from "../../../../sandbox/live/console/cluster/view";
import { samplesOf } from "../../../instrumentation/exposition";
import { removeConsole, type RunningConsole, settingsIn, startedConsole, TOKEN } from "../fixtures";
import { type FakeApi, fakeApi } from "./cluster.fixture";

const withToken = { "x-console-token": TOKEN };

describe("the stand-in for the kubelets", () => {
  let api: FakeApi;
  let running: RunningConsole;
  beforeEach(async () => {
    api = await fakeApi();
    running = await startedConsole({ apiServer: api.url });
    writeFileSync(settingsIn(running.folder).tokenFile, "the-account-token\n");
  });
  afterEach(async () => {
    await removeConsole(running);
    await api.stop();
  });

  const scrape = async (path: string) => {
    const answered = await running.ask("GET", path);
    return { ...answered, samples: answered.status === 200 ? samplesOf(answered.body) : [] };
  };

  it("answers on the three paths of each node", async () => {
    const metrics = await scrape("/kubelet/node-1/metrics");
    assert.equal(metrics.headers["content-type"], "text/plain; version=0.0.4; charset=utf-8");
    assert.ok(metrics.samples.some(({ metric }) => metric === "kubelet_volume_stats_used_bytes"));
    const { samples } = await scrape("/kubelet/node-1/metrics/cadvisor");
    assert.ok(samples.some(({ labels }) => labels["container"] === "api"));
    assert.ok((await scrape("/kubelet/node-1/metrics/probes")).samples.length > 0);
  });

  it("signs in with the account's token, and lists each kind once for many scrapes", async () => {
    await Promise.all(["", "/cadvisor", "/probes"].map((path) => scrape(`/kubelet/node-1/metrics${path}`)));
    await scrape("/kubelet/node-1/metrics");
    assert.deepEqual(
      api.asked.map(({ path }) => path).sort(),
      ["nodes", "persistentvolumeclaims", "pods"].map((kind) => `/api/v1/${kind}?resourceVersion=0`),
    );
    assert.ok(api.asked.every(({ authorization }) => authorization === "Bearer the-account-token"));
  });

  it("knows no other nodes", async () => {
    const { status, body } = await scrape("/kubelet/node-9/metrics");
    assert.deepEqual([status, body], [404, "The cluster has no node node-9.\n"]);
  });

  it("is not there before the API server has answered, and says why", async () => {
    api.failing = true;
    const { status, body } = await scrape("/kubelet/node-1/metrics");
    assert.equal(status, 503);
    assert.match(body, /GET \/api\/v1\/\w+ at http:.*: answer 503\./);
    assert.doesNotMatch(body, /token/);
  });

  it("goes on with what it knows while the API server fails", async () => {
    const view = new ClusterView(new ApiServer({ ...settingsIn(running.folder), apiServer: api.url }));
    const before = await view.snapshot();
    api.failing = true;
    const later = Date.now() + 60_000;
    assert.equal(await view.snapshot(later), before);
    assert.match(view.problem ?? "", /answer 503/);
    api.failing = false;
    api.lists.pods.pop();
    assert.equal((await view.snapshot(later)).pods.length, before.pods.length - 1);
    assert.equal(view.problem, undefined);
  });

  describe("whose containers are to use more", () => {
    const THE_API = { namespace: "staging", pod: "qualisys-api-0", container: "api" };
    const put = (body: unknown, headers: Record<string, string> = withToken) =>
      running.ask("PUT", "/api/kubelet/usage", { body, headers });

    it("says how much that is, and shows it at the next scrape", async () => {
      const { status, body } = await put({ ...THE_API, memoryFraction: 0.95, seconds: 60 });
      assert.equal(status, 200);
      assert.equal((JSON.parse(body) as { bytes: number }).bytes, 256 * 1024 * 1024);
      const { samples } = await scrape("/kubelet/node-1/metrics/cadvisor");
      const memory = samples.find(
        ({ metric, labels }) => metric === "container_memory_working_set_bytes" && labels["container"] === "api",
      );
      assert.equal(memory?.value, Math.round(0.95 * 256 * 1024 * 1024));
      const lasting = JSON.parse((await running.ask("GET", "/api/kubelet/usage")).body) as object[];
      assert.equal(lasting.length, 1);
    });

    it("refuses what makes no sense, in a sentence", async () => {
      const cases: readonly (readonly [unknown, number, RegExp])[] = [
        [{ ...THE_API, pod: "nobody", cpuFraction: 1, seconds: 1 }, 404, /no pod nobody in namespace staging/],
        [{ ...THE_API, container: "web", cpuFraction: 1, seconds: 1 }, 404, /no container web; it has api/],
        [{ ...THE_API, seconds: 1 }, 400, /memoryFraction or cpuFraction/],
        [{ ...THE_API, cpuFraction: -1, seconds: 1 }, 400, /cpuFraction/],
        [{ ...THE_API, cpuFraction: 1 }, 400, /seconds/],
        ["{", 400, /has to be JSON/],
      ];
      for (const [asked, wanted, sentence] of cases) {
        const { status, body } = await put(asked);
        assert.equal(status, wanted, body);
        assert.match(body, sentence);
      }
    });

    it("needs the token", async () => {
      assert.equal((await put({ ...THE_API, cpuFraction: 1, seconds: 1 }, {})).status, 401);
    });
  });

  it("answers for CoreDNS and cert-manager where the settings say so", async () => {
    await running.stop();
    running = await startedConsole(
      {
        standIns: [
          { name: "kubelet", standsFor: "the kubelets" },
          { name: "coredns", standsFor: "CoreDNS", metrics: "coredns" },
          {
            name: "cert-manager",
            standsFor: "cert-manager",
            metrics: "cert-manager",
            certificates: [{ namespace: "monitoring", name: "grafana-tls" }],
          },
        ],
      },
      running.folder,
    );
    assert.match((await running.ask("GET", "/stand-in/coredns/metrics")).body, /^coredns_panics_total 0$/m);
    assert.match((await running.ask("GET", "/stand-in/cert-manager/metrics")).body, /name="grafana-tls"/);
    assert.equal((await running.ask("GET", "/stand-in/kubelet/metrics")).status, 404);
  });
});

describe("the client of the API server", () => {
  let running: RunningConsole;
  let api: FakeApi;
  const authority = createAuthority("authority");
  before(async () => {
    running = await startedConsole();
    api = await fakeApi(authority.issue());
    writeFileSync(settingsIn(running.folder).tokenFile, "the-account-token");
  });
  after(async () => {
    await removeConsole(running);
    await api.stop();
  });

  const pods = (certificate: string) => {
    const settings = settingsIn(running.folder);
    writeFileSync(settings.caFile, certificate);
    return new ApiServer({ ...settings, apiServer: api.url }).get("/api/v1/pods", listOf(podSchema));
  };

  it("trusts the cluster's authority", async () => {
    assert.equal((await pods(authority.certificate)).items.length, 2);
  });

  it("trusts no other, and says so without the token", async () => {
    await assert.rejects(pods(createAuthority("another").certificate), ({ message }: Error) => {
      assert.match(message, /^GET \/api\/v1\/pods at https:.*(certificate|signature)/);
      assert.doesNotMatch(message, /the-account-token/);
      return true;
    });
  });
});
