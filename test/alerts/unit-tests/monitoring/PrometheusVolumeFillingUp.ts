import { constant, during, steps, withGap, type Samples, type Series } from "../../series";
import {
  firing,
  idleBetween,
  RUNBOOKS,
  sends,
  quietBetween,
  quietUntil,
  type Labels,
  type UnitTest,
  type UnitTestCase,
} from "../unit-test";

const GB = 1e9;
const HOUR = 3600;
const DAY = 24 * HOUR;

const PROMETHEUS = "prometheus-monitoring-kube-prometheus-prometheus";

const claim: Labels = { namespace: "monitoring", persistentvolumeclaim: `${PROMETHEUS}-db-${PROMETHEUS}-0` };
const otherClaim: Labels = { ...claim, persistentvolumeclaim: `${PROMETHEUS}-db-${PROMETHEUS}-1` };

/** How the kubelet of a node is scraped. */
const kubelet: Labels = {
  job: "kubelet",
  metrics_path: "/metrics",
  instance: "10.0.0.11:10250",
  node: "node-a",
  service: "monitoring-kube-prometheus-kubelet",
};
const otherKubelet: Labels = { ...kubelet, instance: "10.0.0.12:10250", node: "node-b" };

/** A volume of 100 GB, of which so many are free: as many per cent. */
function volume(free: Samples, labels: Labels = {}, capacity: Samples = constant(100)): Series[] {
  const all = { ...kubelet, ...claim, ...labels };
  const bytes =
    (gigabytes: Samples): Samples =>
    (seconds) => {
      const value = gigabytes(seconds);
      return value === undefined ? undefined : Math.round(value * GB);
    };
  return [
    { metric: "kubelet_volume_stats_available_bytes", labels: all, samples: bytes(free) },
    { metric: "kubelet_volume_stats_capacity_bytes", labels: all, samples: bytes(capacity) },
  ];
}

/** Free space that falls evenly from `from`, and would be 0 so many hours after the start. */
function emptyAfter(hours: number, from: number): Samples {
  return (seconds) => Math.max(0, from * (1 - seconds / (hours * HOUR)));
}

/** The write-ahead log: it takes up to `size` within two hours, and is cut then. */
function withLog(free: number, size: number): Samples {
  return (seconds) => free - (size * (seconds % (2 * HOUR))) / (2 * HOUR);
}

const alert: Labels = { severity: "critical", team: "platform", ...claim };

/** Hours are long: a minute between two evaluations tells as much. */
const slow = { scrapeSeconds: 60, evaluationSeconds: 60 } as const;

const fires: readonly UnitTestCase[] = [
  {
    ...slow,
    way: "fires",
    name: "says which claim has how much left",
    series: volume(emptyAfter(20, 6)),
    expect: [
      sends(2 * HOUR, alert, {
        summary: "The volume of Prometheus is filling up.",
        description:
          `5.4% of the volume of claim monitoring/${claim.persistentvolumeclaim} is free: ` +
          "less than 7%, and none within a day at the present rate, or less than 3%, " +
          "for at least 15 minutes. Retention does not stop it; once the volume is full, Prometheus stores nothing more, and alerts have nothing to go by.",
        runbook_url: `${RUNBOOKS}/PrometheusVolumeFillingUp.md`,
      }),
    ],
  },
  {
    ...slow,
    way: "fires",
    name: "fires within two hours of a wave of series that fills the volume within six",
    series: volume((seconds) => 8 - Math.max(0, (seconds - 8 * HOUR) / HOUR) * 1.4),
    expect: [quietUntil(8 * HOUR), firing(10 * HOUR, alert)],
  },
  {
    ...slow,
    way: "fires",
    name: "fires where hardly anything is left, though it shrinks no more",
    series: volume(constant(2.9)),
    expect: [firing(HOUR, alert)],
  },
];

const threshold: readonly UnitTestCase[] = [
  {
    ...slow,
    way: "threshold",
    name: "stays quiet at exactly 7%, though the trend leads to 0",
    series: volume((seconds) => Math.max(7, 40 - (seconds / HOUR) * 11)),
    expect: [idleBetween(0, 8 * HOUR)],
  },
  {
    ...slow,
    way: "threshold",
    name: "fires at 6.9% where the trend leads to 0",
    series: volume((seconds) => Math.max(6.9, 40 - (seconds / HOUR) * 11)),
    expect: [quietUntil(3 * HOUR), firing(4 * HOUR, alert)],
  },
  {
    ...slow,
    way: "threshold",
    name: "stays quiet while the volume lasts for more than a day",
    series: volume(emptyAfter(30, 6)),
    expect: [idleBetween(0, 5.5 * HOUR)],
  },
  {
    ...slow,
    way: "threshold",
    name: "fires once it lasts for less than a day, not two minutes before or after",
    series: volume(emptyAfter(30, 6)),
    expect: [idleBetween(0, 6 * HOUR - 120), quietUntil(6 * HOUR + 780), firing(6 * HOUR + 1020, alert)],
  },
  {
    ...slow,
    way: "threshold",
    name: "stays quiet at exactly 3% that stay",
    series: volume(constant(3)),
    expect: [idleBetween(0, 8 * HOUR)],
  },
  ...[15, 30, 60].map(
    (scrapeSeconds): UnitTestCase => ({
      way: "threshold",
      name: `fires below 3%, scraped every ${scrapeSeconds} s`,
      scrapeSeconds,
      series: volume(constant(2.99)),
      expect: [firing(1200, alert)],
    }),
  ),
];

const duration: readonly UnitTestCase[] = [
  {
    way: "duration",
    name: "fires after 15 minutes and not before, and ends with more room",
    series: volume(steps([0, 9], [600, 2], [3600, 9])),
    expect: [quietUntil(600 + 885), firing(600 + 900, alert), firing(3585, alert), firing(3600)],
  },
  {
    ...slow,
    way: "duration",
    name: "looks back for six hours: what was written before is no trend",
    series: volume(steps([0, 100], [8 * HOUR, 6.5])),
    expect: [firing(13.9 * HOUR, alert), firing(14.1 * HOUR)],
  },
  {
    ...slow,
    way: "duration",
    name: "stays quiet at a compaction, which writes a block of 5% before it deletes",
    series: volume((seconds) => withLog(8, 1)(seconds)! - (seconds >= 7 * HOUR && seconds < 7 * HOUR + 600 ? 5 : 0)),
    expect: [quietUntil((2 * DAY) / 4)],
  },
  {
    ...slow,
    way: "duration",
    name: "stays quiet at a write-ahead log that grows and is cut, below 7% as well",
    series: volume(withLog(6.9, 0.8)),
    expect: [quietBetween(6 * HOUR, 24 * HOUR)],
  },
];

const resets: readonly UnitTestCase[] = [
  {
    ...slow,
    way: "series",
    name: "fires once for a claim whose kubelet is found twice",
    series: [...volume(emptyAfter(20, 6)), ...volume(emptyAfter(20, 6), { service: "kubelet" })],
    expect: [firing(2 * HOUR, alert)],
  },
  {
    ...slow,
    way: "series",
    name: "does not add up what two scrapes of a kubelet find free",
    series: [
      ...volume(constant(2.5)),
      ...volume(constant(2.5), { service: "kubelet" }),
      ...volume(emptyAfter(20, 5), otherClaim),
      ...volume(emptyAfter(20, 5), { ...otherClaim, service: "kubelet" }),
    ],
    expect: [firing(2 * HOUR, alert, { ...alert, ...otherClaim })],
  },
  {
    ...slow,
    way: "series",
    name: "does not add up the sizes that two scrapes of a kubelet find",
    series: [
      ...volume(constant(5)),
      ...volume(constant(5), { service: "kubelet" }),
      ...volume(emptyAfter(30, 12), otherClaim),
      ...volume(emptyAfter(30, 12), { ...otherClaim, service: "kubelet" }),
    ],
    expect: [quietUntil(8 * HOUR)],
  },
  {
    ...slow,
    way: "series",
    name: "takes the larger of two sizes while a volume is made larger",
    series: [
      ...volume(constant(2.9)),
      ...volume(constant(2.9), { service: "kubelet" }, constant(95)),
      ...volume(emptyAfter(20, 6.9), otherClaim),
      ...volume(emptyAfter(20, 6.9), { ...otherClaim, service: "kubelet" }, constant(90)),
    ],
    expect: [firing(0.5 * HOUR, alert, { ...alert, ...otherClaim })],
  },
  {
    ...slow,
    way: "series",
    name: "takes the larger of two free spaces",
    series: [
      ...volume(constant(3.1)),
      ...volume(constant(2.8), { service: "kubelet" }),
      ...volume((seconds) => 8 - seconds / HOUR / 4, otherClaim),
      ...volume((seconds) => 6 - seconds / HOUR / 4, { ...otherClaim, service: "kubelet" }),
    ],
    expect: [idleBetween(0, 3 * HOUR)],
  },
  {
    ...slow,
    way: "series",
    name: "watches each server's volume by itself",
    series: [
      ...volume(constant(2.5)),
      ...volume(constant(50), otherClaim),
      ...volume(constant(50), { namespace: "other" }),
    ],
    expect: [firing(2 * HOUR, alert)],
  },
  {
    ...slow,
    way: "series",
    name: "leaves every other claim to the chart's alert",
    series: [
      ...volume(emptyAfter(20, 6), { persistentvolumeclaim: "monitoring-grafana" }),
      ...volume(constant(1), {
        persistentvolumeclaim:
          "alertmanager-monitoring-kube-prometheus-alertmanager-db-alertmanager-monitoring-kube-prometheus-alertmanager-0",
      }),
      ...volume(constant(1), { persistentvolumeclaim: "data-prometheus-monitoring-kube-prometheus-prometheus-db-0" }),
    ],
    expect: [idleBetween(0, 8 * HOUR)],
  },
  {
    ...slow,
    way: "series",
    name: "sees the trend on the new node of a pod that moved, beside the good one on the old",
    series: [
      ...volume(during((seconds) => 5 + (seconds / HOUR) * 0.45, 0, 4 * HOUR)),
      ...volume(
        during((seconds) => 6 - ((seconds - 4 * HOUR) / HOUR) * 0.6, 4 * HOUR),
        otherKubelet,
      ),
    ],
    expect: [quietUntil(4 * HOUR), firing(5.5 * HOUR, alert)],
  },
  {
    ...slow,
    way: "series",
    name: "ends when the volume is made larger",
    series: volume(
      (seconds) => 6 - seconds / HOUR + (seconds >= 3 * HOUR ? 50 : 0),
      {},
      steps([0, 100], [3 * HOUR, 150]),
    ),
    expect: [firing(2.5 * HOUR, alert), firing(3 * HOUR), quietBetween(3.1 * HOUR, 10 * HOUR)],
  },
  {
    ...slow,
    way: "series",
    name: "stays quiet where the size of the volume is not known",
    series: volume(emptyAfter(20, 6)).slice(0, 1),
    expect: [idleBetween(0, 4 * HOUR)],
  },
  {
    ...slow,
    way: "series",
    name: "goes on through scrapes that failed",
    series: volume(withGap(emptyAfter(20, 6), 2 * HOUR, 2 * HOUR + 240)),
    expect: [firing(2 * HOUR - 60, alert), firing(2 * HOUR + 180, alert), firing(3 * HOUR, alert)],
  },
];

export const unitTest: UnitTest = {
  alert: "PrometheusVolumeFillingUp",
  cases: [...fires, ...threshold, ...duration, ...resets],
};
