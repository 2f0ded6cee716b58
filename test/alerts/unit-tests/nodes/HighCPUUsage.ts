import { during, resetAt, speeds, type Samples, type Series } from "../../series";
import {
  firing,
  idleBetween,
  RUNBOOKS,
  sends,
  quietUntil,
  type Labels,
  type UnitTest,
  type UnitTestCase,
} from "../unit-test";
import { node } from "./node";

/** Seconds that a CPU has spent in one mode; on the node that may alert, from an exporter's pod named by `pod`. */
function cpuTime(
  mode: string,
  samples: Samples,
  labels: { instance?: string; cpu?: string; pod?: string } = {},
): Series {
  return {
    metric: "node_cpu_seconds_total",
    labels: { ...node, pod: "node-exporter-a", cpu: "0", ...labels, mode },
    samples,
  };
}

/** A counter that has been rising by a share of each second since long before the start. */
function share(...changes: readonly (readonly [fromSecond: number, share: number])[]): Samples {
  return (seconds) => 100_000 + (speeds(...changes)(seconds) ?? 0);
}

/** 20% idle, counted in hundredths as node-exporter does; eight of them average to a hair less in floating point. */
function exactFifth(cpu: number): Samples {
  return (seconds) => Number((((3221.81 + cpu * 977.13) % 9973) + seconds * 0.2).toFixed(2));
}

/** From second 1200 on, 10% idle: the average over five minutes passes 80% used after 270 s, plus `for`. */
const busyFrom1200 = share([0, 0.95], [1200, 0.1]);

const alert: Labels = { severity: "warning", team: "platform", ...node };

const fires: readonly UnitTestCase[] = [
  {
    way: "fires",
    name: "fires five minutes after the average over five minutes rose above 80%",
    series: [cpuTime("idle", busyFrom1200)],
    expect: [quietUntil(1740), firing(1800, alert)],
  },
  {
    way: "fires",
    name: "says what, where and how much",
    series: [cpuTime("idle", busyFrom1200)],
    expect: [
      sends(1860, alert, {
        summary: "Node has high CPU usage.",
        description:
          "CPU usage of node 10.0.0.11:9100, averaged over 5 minutes, is 90.0% (more than 80%) for at least 5 minutes.",
        runbook_url: `${RUNBOOKS}/HighCPUUsage.md`,
        dashboard_url: "https://grafana.qualisys.io/d/qualisys-cluster?viewPanel=110&var-instance=10.0.0.11%3A9100",
      }),
    ],
  },
  {
    way: "fires",
    name: "counts every mode as use in which the CPU works",
    series: [
      cpuTime("idle", share([0, 0.1])),
      ...["user", "system", "nice", "irq", "softirq"].map((mode) => cpuTime(mode, share([0, 0.18]))),
    ],
    expect: [firing(900, alert)],
  },
  {
    way: "fires",
    name: "finds the hot node among idle ones",
    series: [
      cpuTime("idle", share([0, 0.05])),
      ...["b", "c", "d"].map((instance) => cpuTime("idle", share([0, 0.95]), { instance })),
    ],
    expect: [firing(900, alert)],
  },
  {
    way: "fires",
    name: "fires when all but one of eight CPUs are busy",
    series: Array.from({ length: 8 }, (_, cpu) =>
      cpuTime("idle", share([0, cpu === 0 ? 0.9 : 0.05]), { cpu: `${cpu}` }),
    ),
    expect: [firing(900, alert)],
  },
];

const threshold: readonly UnitTestCase[] = [
  ...[15, 30, 60].flatMap((scrapeSeconds): readonly UnitTestCase[] => [
    {
      way: "threshold",
      name: `stays quiet at exactly 80%, on one CPU or eight, scraped every ${scrapeSeconds} s`,
      scrapeSeconds,
      series: [1, 8].flatMap((cpus) =>
        Array.from({ length: cpus }, (_, cpu) =>
          cpuTime("idle", exactFifth(cpu), { instance: `${cpus}-cpus`, cpu: `${cpu}` }),
        ),
      ),
      expect: [idleBetween(600, 1200)],
    },
    {
      way: "threshold",
      name: `fires at 80.01%, scraped every ${scrapeSeconds} s`,
      scrapeSeconds,
      series: [cpuTime("idle", share([0, 0.1999]))],
      expect: [firing(900, alert)],
    },
  ]),
  {
    way: "threshold",
    name: "stays quiet at 79.99%",
    series: [cpuTime("idle", share([0, 0.2001]))],
    expect: [quietUntil(1200)],
  },
  ...["iowait", "steal"].map(
    (waiting): UnitTestCase => ({
      way: "threshold",
      name: `does not take ${waiting} for use`,
      series: [cpuTime("idle", share([0, 0.15])), cpuTime(waiting, share([0, 0.15])), cpuTime("user", share([0, 0.7]))],
      expect: [quietUntil(1200)],
    }),
  ),
  {
    way: "threshold",
    name: "stays quiet when one of four CPUs is busy",
    series: [0.01, 0.95, 0.95, 0.95].map((idle, cpu) => cpuTime("idle", share([0, idle]), { cpu: `${cpu}` })),
    expect: [quietUntil(1200)],
  },
];

const duration: readonly UnitTestCase[] = [
  {
    way: "duration",
    name: "stays quiet at a load of eight minutes that leaves the average above 80% for less than five",
    series: [cpuTime("idle", share([0, 0.95], [1200, 0.1], [1680, 0.95]))],
    expect: [quietUntil(3000)],
  },
  {
    way: "duration",
    name: "ends when the node is gone",
    series: [
      cpuTime("idle", during(share([0, 0.05]), 0, 900)),
      cpuTime("idle", share([0, 0.95]), { instance: "10.0.0.12:9100" }),
    ],
    expect: [firing(900, alert), firing(1200)],
  },
];

const series: readonly UnitTestCase[] = [
  {
    way: "series",
    name: "stays quiet on a new idle node, whose counters begin inside the window",
    series: [cpuTime("idle", during(share([0, 0.98]), 600))],
    expect: [quietUntil(1800)],
  },
  {
    way: "series",
    name: "stays quiet on a new busy node",
    series: [cpuTime("idle", during(share([0, 0.25]), 600))],
    expect: [quietUntil(1800)],
  },
  {
    way: "series",
    name: "fires once for a node-exporter that is scraped twice",
    series: ["node-exporter-a", "node-exporter-b"].map((pod) => cpuTime("idle", share([0, 0.15]), { pod })),
    expect: [firing(900, alert)],
  },
  {
    way: "series",
    name: "does not take a second node-exporter, whose counters begin inside the window, for a busy node",
    series: [
      cpuTime("idle", share([0, 0.25])),
      cpuTime("idle", during(share([0, 0.25]), 900), { pod: "node-exporter-b" }),
    ],
    expect: [idleBetween(600, 1800)],
  },
  {
    way: "series",
    name: "stays quiet at a node that reboots",
    series: [cpuTime("idle", resetAt(share([0, 0.5]), 600))],
    expect: [quietUntil(1800)],
  },
  {
    way: "series",
    name: "stays quiet when node-exporter is replaced on a node at 75%",
    series: [
      cpuTime("idle", during(share([0, 0.25]), 0, 600)),
      cpuTime("idle", during(share([0, 0.25]), 630), { pod: "node-exporter-b" }),
    ],
    expect: [quietUntil(1800)],
  },
  {
    way: "series",
    name: "goes on firing when node-exporter is replaced on a node at 95%",
    series: [
      cpuTime("idle", during(share([0, 0.05]), 0, 900)),
      cpuTime("idle", during(share([0, 0.05]), 930), { pod: "node-exporter-b" }),
    ],
    expect: [840, 915, 945, 1020, 1140, 1260].map((time) => firing(time, alert)),
  },
  {
    way: "series",
    name: "stays quiet without an idle series",
    series: [cpuTime("user", share([0, 0.99]))],
    expect: [quietUntil(1200)],
  },
];

/** The CPUs of a node are more than 80% in use for five minutes (AC10). */
export const unitTest: UnitTest = { alert: "HighCPUUsage", cases: [...fires, ...threshold, ...duration, ...series] };
