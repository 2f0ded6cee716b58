import { check, checkText, firing, neverPending, preparePromtool, silentUntil, type AlertLabels } from "./promtool";
import { during, resetAt, speeds, type Samples, type Series } from "./series";

const node = { namespace: "monitoring", job: "node-exporter", instance: "10.0.0.11:9100" };
const otherNode = { instance: "10.0.0.12:9100" };

/** Seconds that a CPU has spent in one mode; on the node that may alert, from an exporter's pod named by `pod`. */
function cpuTime(mode: string, samples: Samples, labels: { instance?: string; cpu?: string; pod?: string } = {}): Series {
  return { metric: "node_cpu_seconds_total", labels: { ...node, pod: "node-exporter-a", cpu: "0", ...labels, mode }, samples };
}

/** A counter that has been rising by a share of each second since long before the start. */
function share(...changes: readonly (readonly [fromSecond: number, share: number])[]): Samples {
  return (seconds) => 100_000 + (speeds(...changes)(seconds) ?? 0);
}

/** 20% idle, counted in hundredths as node-exporter does; eight of them average to a hair less in floating point. */
function exactFifth(cpu: number): Samples {
  return (seconds) => Number((((3221.81 + cpu * 977.13) % 9973) + seconds * 0.2).toFixed(2));
}

function alert(labels: { instance?: string } = {}): AlertLabels {
  return { alertname: "HighCPUUsage", severity: "warning", team: "platform", ...node, ...labels };
}

describe("HighCPUUsage", () => {
  before(preparePromtool);

  // From second 1200 on, 10% idle: the average over five minutes passes 80% used after 270 s, plus `for`.
  const busyFrom1200 = share([0, 0.95], [1200, 0.1]);

  it("fires five minutes after the average over five minutes rose above 80%", () =>
    check({ series: [cpuTime("idle", busyFrom1200)], expect: [silentUntil(1740), firing(1800, alert())] }));

  it("says what, where and how much", () =>
    checkText([cpuTime("idle", busyFrom1200)], 1860, {
      alert: "HighCPUUsage",
      labels: alert(),
      annotations: {
        summary: "Node has high CPU usage.",
        description: "CPU usage of node 10.0.0.11:9100 is 90.0% (more than 80%) for at least 5 minutes.",
        runbook_url: "https://runbooks.example.com/HighCPUUsage.md",
        dashboard_url: "https://grafana.example.com/d/qualisys-cluster?viewPanel=110&var-instance=10.0.0.11%3A9100",
      },
    }));

  for (const scrapeSeconds of [15, 30, 60]) {
    it(`is silent at exactly 80%, on one CPU or eight, scraped every ${scrapeSeconds} s`, () =>
      check({
        scrapeSeconds,
        series: [1, 8].flatMap((cpus) =>
          Array.from({ length: cpus }, (_, cpu) =>
            cpuTime("idle", exactFifth(cpu), { instance: `${cpus}-cpus`, cpu: String(cpu) }),
          ),
        ),
        expect: [neverPending(600, 1200)],
      }));

    it(`fires at 80.1%, scraped every ${scrapeSeconds} s`, () =>
      check({ scrapeSeconds, series: [cpuTime("idle", share([0, 0.199]))], expect: [firing(900, alert())] }));
  }

  it("is silent at 79.9%", () => check({ series: [cpuTime("idle", share([0, 0.201]))], expect: [silentUntil(1200)] }));

  it("is silent at a load of eight minutes that leaves the average above 80% for less than five", () =>
    check({
      series: [cpuTime("idle", share([0, 0.95], [1200, 0.1], [1680, 0.95]))],
      expect: [silentUntil(3000)],
    }));

  for (const waiting of ["iowait", "steal"]) {
    it(`does not take ${waiting} for use`, () =>
      check({
        series: [cpuTime("idle", share([0, 0.15])), cpuTime(waiting, share([0, 0.15])), cpuTime("user", share([0, 0.7]))],
        expect: [silentUntil(1200)],
      }));
  }

  it("counts every other mode as use", () =>
    check({
      series: [
        cpuTime("idle", share([0, 0.1])),
        ...["user", "system", "nice", "irq", "softirq"].map((mode) => cpuTime(mode, share([0, 0.18]))),
      ],
      expect: [firing(900, alert())],
    }));

  it("is silent on a new idle node, whose counters begin inside the window", () =>
    check({ series: [cpuTime("idle", during(share([0, 0.98]), 600))], expect: [silentUntil(1800)] }));

  it("is silent on a new busy node", () =>
    check({ series: [cpuTime("idle", during(share([0, 0.25]), 600))], expect: [silentUntil(1800)] }));

  it("finds the hot node among idle ones", () =>
    check({
      series: [
        cpuTime("idle", share([0, 0.05])),
        ...["b", "c", "d"].map((instance) => cpuTime("idle", share([0, 0.95]), { instance })),
      ],
      expect: [firing(900, alert())],
    }));

  it("is silent when one of four CPUs is busy", () =>
    check({
      series: [0.01, 0.95, 0.95, 0.95].map((idle, cpu) => cpuTime("idle", share([0, idle]), { cpu: String(cpu) })),
      expect: [silentUntil(1200)],
    }));

  it("fires when all but one of eight CPUs are busy", () =>
    check({
      series: Array.from({ length: 8 }, (_, cpu) => cpuTime("idle", share([0, cpu === 0 ? 0.9 : 0.05]), { cpu: `${cpu}` })),
      expect: [firing(900, alert())],
    }));

  it("fires once for a node-exporter that is scraped twice", () =>
    check({
      series: ["node-exporter-a", "node-exporter-b"].map((pod) => cpuTime("idle", share([0, 0.15]), { pod })),
      expect: [firing(900, alert())],
    }));

  it("is silent at a node that reboots", () =>
    check({ series: [cpuTime("idle", resetAt(share([0, 0.5]), 600))], expect: [silentUntil(1800)] }));

  it("is silent when node-exporter is replaced on a node at 75%", () =>
    check({
      series: [
        cpuTime("idle", during(share([0, 0.25]), 0, 600)),
        cpuTime("idle", during(share([0, 0.25]), 630), { pod: "node-exporter-b" }),
      ],
      expect: [silentUntil(1800)],
    }));

  it("goes on firing when node-exporter is replaced on a node at 95%", () =>
    check({
      series: [
        cpuTime("idle", during(share([0, 0.05]), 0, 900)),
        cpuTime("idle", during(share([0, 0.05]), 930), { pod: "node-exporter-b" }),
      ],
      expect: [840, 915, 945, 1020, 1140, 1260].map((time) => firing(time, alert())),
    }));

  it("ends when the node is gone", () =>
    check({
      series: [cpuTime("idle", during(share([0, 0.05]), 0, 900)), cpuTime("idle", share([0, 0.95]), otherNode)],
      expect: [firing(900, alert()), firing(1200)],
    }));

  it("is silent without an idle series", () =>
    check({ series: [cpuTime("user", share([0, 0.99]))], expect: [silentUntil(1200)] }));
});
