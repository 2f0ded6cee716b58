import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Pod } from "../../../../sandbox/live/console/cluster/objects";
import { cadvisorFamilies } from "../../../../sandbox/live/console/kubelet/cadvisor";
import { UsageChanges, type UsageRequest } from "../../../../sandbox/live/console/kubelet/changes";
import { kubeletFamilies } from "../../../../sandbox/live/console/kubelet/node";
import { probeFamilies } from "../../../../sandbox/live/console/kubelet/probes";
import { metricsText, type Family } from "../../../../sandbox/live/console/metrics/text";
import { certManagerFamilies } from "../../../../sandbox/live/console/stand-ins/cert-manager";
import { coreDnsFamilies } from "../../../../sandbox/live/console/stand-ins/coredns";
import { type ExposedSample, samplesOf } from "../../../instrumentation/exposition";
import { CREATED, parsed } from "./cluster.fixture";

const { apiPod, storePod, hostPod, node, claims } = parsed;
const MiB = 1024 * 1024;
const AN_HOUR_LATER = CREATED + 3600;
const THE_API = { namespace: "staging", pod: "qualisys-api-0", container: "api" };

const folder = mkdtempSync(join(tmpdir(), "usage-"));
after(() => rmSync(folder, { recursive: true }));

let files = 0;
const noChanges = () => new UsageChanges(join(folder, `${files++}.json`));

const cadvisor = (seconds: number, pods: readonly Pod[] = [apiPod, storePod], changes = noChanges()) =>
  samplesOf(metricsText(cadvisorFamilies({ node, pods, changes, seconds })));

const kubelet = (pods: readonly Pod[], ofClaims = claims) =>
  samplesOf(metricsText(kubeletFamilies({ node, pods, claims: ofClaims, seconds: AN_HOUR_LATER })));

/** The value of the only sample with this name and these labels. */
function value(
  samples: readonly ExposedSample[],
  metric: string,
  labels: Readonly<Record<string, string>> = {},
): number {
  const found = samples.filter(
    (sample) =>
      sample.metric === metric && Object.entries(labels).every(([name, text]) => sample.labels[name] === text),
  );
  assert.equal(found.length, 1, `${found.length} samples of ${metric}${JSON.stringify(labels)}`);
  return found[0]?.value ?? Number.NaN;
}

const cpu = (samples: readonly ExposedSample[]) =>
  value(samples, "container_cpu_usage_seconds_total", { container: "api", cpu: "total" });
const memory = (samples: readonly ExposedSample[]) =>
  value(samples, "container_memory_working_set_bytes", { container: "api" });

describe("the text of a stand-in", () => {
  const family: Family = { name: "a", type: "gauge", help: 'one\ntwo "\\"', samples: [{ value: 1 }] };

  it("escapes help and labels", () => {
    const samples = [{ labels: { text: 'a"b\\c\nd' }, value: 0.5 }];
    assert.equal(
      metricsText([{ ...family, samples }]),
      '# HELP a one\\ntwo "\\\\"\n# TYPE a gauge\na{text="a\\"b\\\\c\\nd"} 0.5\n',
    );
  });

  it("writes infinity as Prometheus does, and no family without samples", () => {
    assert.match(metricsText([{ ...family, samples: [{ value: Number.POSITIVE_INFINITY }] }]), /^a Inf$/m);
    assert.equal(metricsText([{ ...family, samples: [] }]), "");
  });
});

describe("containers by way of cAdvisor", () => {
  const samples = cadvisor(AN_HOUR_LATER);

  it("have the labels of a node with containerd", () => {
    const container = samples.find(
      ({ metric, labels }) => metric === "container_memory_working_set_bytes" && labels["container"] === "api",
    );
    assert.ok(container);
    const { id, name, ...labels } = container.labels;
    assert.deepEqual(labels, {
      container: "api",
      image: "qualisys-api:1",
      namespace: "staging",
      pod: "qualisys-api-0",
    });
    assert.match(name ?? "", /^[0-9a-f]{64}$/);
    assert.equal(id, `/kubepods.slice/kubepods-pod11111111_aaaa.slice/cri-containerd-${name}.scope`);
  });

  it("have a sum for their pod, without container and image", () => {
    const sum = { container: "", image: "", pod: "store-0" };
    const single = ["store", "sidecar"].map((container) =>
      value(samples, "container_cpu_usage_seconds_total", { container, pod: "store-0" }),
    );
    const total = value(samples, "container_cpu_usage_seconds_total", sum);
    assert.ok(Math.abs(total - (single[0]! + single[1]!)) < 1e-6);
  });

  it("are those that run: sidecars as well, no finished init containers", () => {
    const names = new Set(samples.map(({ labels }) => labels["container"]).filter(Boolean));
    assert.deepEqual([...names].sort(), ["api", "sidecar", "store"]);
  });

  it("are none where the pod is pending or over", () => {
    for (const phase of ["Pending", "Succeeded", "Failed"]) {
      const of = cadvisor(AN_HOUR_LATER, [{ ...apiPod, status: { ...apiPod.status, phase } }]);
      assert.deepEqual(
        of.filter(({ labels }) => labels["pod"] === "qualisys-api-0"),
        [],
        phase,
      );
    }
  });

  it("vanish while they wait to be restarted, and the pod's sum goes on", () => {
    const status = apiPod.status.containerStatuses![0]!;
    const waiting = { ...status, state: { waiting: { reason: "CrashLoopBackOff" } } };
    const of = cadvisor(AN_HOUR_LATER, [{ ...apiPod, status: { ...apiPod.status, containerStatuses: [waiting] } }]);
    assert.ok(!of.some(({ labels }) => labels["container"] === "api"));
    assert.equal(
      value(of, "container_cpu_usage_seconds_total", { container: "", pod: "qualisys-api-0" }),
      value(samples, "container_cpu_usage_seconds_total", { container: "", pod: "qualisys-api-0" }),
    );
  });

  it("use less than half of their limits and move by a tenth at most", () => {
    const levels = Array.from({ length: 200 }, (_, minute) => memory(cadvisor(CREATED + minute * 60)) / (256 * MiB));
    assert.ok(Math.max(...levels) < 0.56, String(Math.max(...levels)));
    assert.ok(Math.min(...levels) > 0.25);
    assert.ok(Math.max(...levels) / Math.min(...levels) < 1.1 / 0.9 + 0.01);
    assert.ok(new Set(levels).size > 100, "moves");
    const rate = (cpu(cadvisor(AN_HOUR_LATER + 300)) - cpu(samples)) / 300 / 0.5;
    assert.ok(rate > 0.05 && rate < 0.4, String(rate));
  });

  it("have a request, or a default, in place of a limit", () => {
    const [container] = apiPod.spec.containers;
    const of = (resources: NonNullable<typeof container>["resources"]) =>
      memory(
        cadvisor(AN_HOUR_LATER, [{ ...apiPod, spec: { ...apiPod.spec, containers: [{ ...container!, resources }] } }]),
      );
    assert.equal(of({ requests: { memory: "256Mi" } }), memory(samples));
    const half = of({ limits: { memory: "128Mi" } });
    assert.equal(of({}), half);
    assert.equal(of({ limits: { memory: "0" } }), half);
  });

  it("are throttled where the CPU has a limit only", () => {
    const throttled = samples.filter(({ metric }) => metric === "container_cpu_cfs_throttled_periods_total");
    assert.deepEqual(
      throttled.map(({ labels }) => labels["container"]),
      ["api"],
    );
    const periods = value(samples, "container_cpu_cfs_periods_total", { container: "api" });
    assert.ok(throttled[0]!.value < periods / 50);
  });

  it("have the node's traffic where their pod is on the host's network", () => {
    const of = cadvisor(AN_HOUR_LATER, [
      apiPod,
      hostPod,
      { ...hostPod, metadata: { ...hostPod.metadata, name: "other", uid: "4" } },
    ]);
    const traffic = (pod: string) => value(of, "container_network_receive_bytes_total", { pod, interface: "eth0" });
    assert.equal(traffic("node-exporter-x"), traffic("other"));
    assert.ok(traffic("other") > 2 * traffic("qualisys-api-0"));
  });

  it("count upwards, at any moment and in any process", () => {
    let before = new Map<string, number>();
    for (let step = 0; step < 150; step++) {
      const now = new Map(
        cadvisor(CREATED + step * 7.3)
          .filter(({ metric }) => metric.endsWith("_total"))
          .map(({ metric, labels, value: count }) => [`${metric} ${JSON.stringify(labels)}`, count]),
      );
      for (const [series, count] of now)
        assert.ok(count >= (before.get(series) ?? 0), `${series} falls at step ${step}`);
      before = now;
    }
    assert.ok([...before.values()].some((count) => count > 0));
  });
});

describe("a use that is asked for", () => {
  const ask = (changes: UsageChanges, at: number, asked: Partial<UsageRequest> & { seconds: number }) =>
    changes.set({ ...THE_API, ...asked }, at, () => true);

  it("holds for its time, and is the share of the limit", () => {
    const changes = noChanges();
    ask(changes, AN_HOUR_LATER, { memoryFraction: 0.95, cpuFraction: 1, seconds: 60 });
    const at = (seconds: number) => cadvisor(AN_HOUR_LATER + seconds, [apiPod], changes);
    const usual = (seconds: number) => cadvisor(AN_HOUR_LATER + seconds, [apiPod]);
    assert.equal(memory(at(0)), Math.round(0.95 * 256 * MiB));
    assert.equal(memory(at(59.9)), Math.round(0.95 * 256 * MiB));
    assert.equal(memory(at(60)), memory(usual(60)));
    assert.equal(memory(at(-1)), memory(usual(-1)));
    assert.ok(Math.abs(cpu(at(30)) - cpu(at(10)) - 20 * 0.5) < 1e-6);
    const rateAfter = cpu(at(120)) - cpu(at(60));
    assert.ok(Math.abs(rateAfter - (cpu(usual(120)) - cpu(usual(60)))) < 1e-6);
  });

  it("makes no counter fall: not when it ends early, is changed, or the process is a new one", () => {
    const file = join(folder, "restarted.json");
    let changes = new UsageChanges(file);
    const steps: Readonly<Record<number, () => void>> = {
      5: () => ask(changes, AN_HOUR_LATER + 50, { cpuFraction: 3, seconds: 1000 }),
      10: () => ask(changes, AN_HOUR_LATER + 100, { cpuFraction: 0, seconds: 100 }),
      15: () => ask(changes, AN_HOUR_LATER + 150, { seconds: 0 }),
      20: () => {
        changes = new UsageChanges(file);
      },
      25: () => ask(changes, AN_HOUR_LATER + 250, { memoryFraction: 0.9, seconds: 20 }),
    };
    let before = 0;
    for (let step = 0; step < 40; step++) {
      steps[step]?.();
      const now = cpu(cadvisor(AN_HOUR_LATER + step * 10, [apiPod], changes));
      assert.ok(now >= before, `falls at step ${step}`);
      before = now;
    }
  });

  it("takes the place of one that lasts, and is the last one that counts", () => {
    const changes = noChanges();
    ask(changes, AN_HOUR_LATER, { cpuFraction: 3, memoryFraction: 0.9, seconds: 1000 });
    ask(changes, AN_HOUR_LATER + 100, { cpuFraction: 0.5, seconds: 1000 });
    const at = (seconds: number) => cadvisor(AN_HOUR_LATER + seconds, [apiPod], changes);
    assert.ok(Math.abs(cpu(at(200)) - cpu(at(150)) - 50 * 0.5 * 0.5) < 1e-6);
    assert.equal(memory(at(200)), memory(cadvisor(AN_HOUR_LATER + 200, [apiPod])));
    ask(changes, AN_HOUR_LATER + 300, { seconds: 0 });
    const usual = (seconds: number) => cpu(cadvisor(AN_HOUR_LATER + seconds, [apiPod]));
    assert.ok(Math.abs(cpu(at(400)) - cpu(at(350)) - (usual(400) - usual(350))) < 1e-6);
  });

  it("changes no other container, and is forgotten with its pod", () => {
    const changes = noChanges();
    ask(changes, AN_HOUR_LATER, { memoryFraction: 0.95, seconds: 60 });
    const other = { ...storePod, metadata: { ...storePod.metadata, namespace: "staging" } };
    assert.deepEqual(cadvisor(AN_HOUR_LATER, [other], changes), cadvisor(AN_HOUR_LATER, [other]));
    changes.set(
      { ...THE_API, pod: "another", cpuFraction: 1, seconds: 1 },
      AN_HOUR_LATER,
      ({ pod }) => pod !== "qualisys-api-0",
    );
    assert.deepEqual(changes.of(THE_API), []);
  });
});

describe("volumes by way of the kubelet", () => {
  const labels = { namespace: "monitoring", persistentvolumeclaim: "data-store-0" };

  it("are about a fifth full, whatever their size", () => {
    const samples = kubelet([apiPod, storePod]);
    const of = (what: string) => value(samples, `kubelet_volume_stats_${what}`, labels);
    assert.equal(of("capacity_bytes"), 10 * 1024 * MiB);
    assert.equal(of("available_bytes") + of("used_bytes"), of("capacity_bytes"));
    assert.ok(of("used_bytes") / of("capacity_bytes") < 0.23 && of("used_bytes") / of("capacity_bytes") > 0.17);
    assert.equal(of("inodes_free") + of("inodes_used"), of("inodes"));
  });

  it("are those of running pods, once each, with those that belong to a pod", () => {
    const measured = (pods: readonly Pod[]) =>
      kubelet(pods)
        .filter(({ metric }) => metric === "kubelet_volume_stats_capacity_bytes")
        .map(({ labels: { persistentvolumeclaim } }) => persistentvolumeclaim);
    const sharing = { ...storePod, metadata: { ...storePod.metadata, name: "store-1" } };
    assert.deepEqual(measured([storePod, sharing]), ["data-store-0", "store-0-scratch"]);
    assert.deepEqual(measured([{ ...storePod, status: { phase: "Pending" } }]), []);
    assert.deepEqual(measured([{ ...storePod, metadata: { ...storePod.metadata, namespace: "other" } }]), []);
  });

  it("are not measured before they are bound", () => {
    const unbound = claims.map((claim) => ({ ...claim, status: { phase: "Pending" } }));
    assert.ok(!kubelet([storePod], unbound).some(({ metric }) => metric.startsWith("kubelet_volume")));
  });
});

describe("the kubelet itself", () => {
  it("counts what runs", () => {
    const samples = kubelet([apiPod, storePod, { ...hostPod, status: { phase: "Pending" } }]);
    assert.equal(value(samples, "kubelet_running_pods"), 2);
    assert.equal(value(samples, "kubelet_running_containers", { container_state: "running" }), 3);
  });

  it("has probes that succeed, as often as they are due", () => {
    const samples = samplesOf(metricsText(probeFamilies([apiPod, storePod], AN_HOUR_LATER)));
    assert.equal(value(samples, "prober_probe_total", { probe_type: "Liveness", result: "successful" }), 180);
    assert.equal(value(samples, "prober_probe_total", { probe_type: "Readiness", result: "successful" }), 360);
    assert.equal(samples.length, 2);
  });
});

describe("what no process can be", () => {
  it("is a CoreDNS that answers", () => {
    const at = (seconds: number) => samplesOf(metricsText(coreDnsFamilies(seconds)));
    const requests = (seconds: number) => value(at(seconds), "coredns_dns_requests_total");
    assert.equal(requests(AN_HOUR_LATER + 60) - requests(AN_HOUR_LATER), 300);
    assert.equal(value(at(AN_HOUR_LATER), "coredns_panics_total"), 0);
  });

  it("is a cert-manager whose certificates are ready and far from their end", () => {
    const certificates = [{ namespace: "monitoring", name: "grafana-tls" }];
    for (let hour = 0; hour < 24 * 100; hour += 5) {
      const now = AN_HOUR_LATER + hour * 3600;
      const samples = samplesOf(metricsText(certManagerFamilies(certificates, now)));
      const left = value(samples, "certmanager_certificate_expiration_timestamp_seconds") - now;
      assert.ok(left > 70 * 86_400 && left < 90 * 86_400);
      assert.ok(value(samples, "certmanager_certificate_renewal_timestamp_seconds") > now);
      assert.equal(value(samples, "certmanager_certificate_ready_status", { condition: "True" }), 1);
      assert.equal(value(samples, "certmanager_certificate_ready_status", { condition: "False" }), 0);
    }
  });

  it("has no series of certificates that there are none of", () => {
    assert.equal(metricsText(certManagerFamilies([], AN_HOUR_LATER)), "");
  });
});
