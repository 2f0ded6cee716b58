import { constant, during, steps, type Samples, type Series } from "../../series";
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

const GIB = 2 ** 30;

interface NodeLabels {
  readonly instance?: string;
  readonly pod?: string;
}

function gauge(metric: string, samples: Samples, labels: NodeLabels): Series {
  return { metric, labels: { ...node, pod: "node-exporter-a", ...labels }, samples };
}

/** The memory of a node of 16 GiB, or as many as given. */
function memory(availableGib: Samples, labels: NodeLabels = {}, totalGib = 16): Series[] {
  return [
    gauge("node_memory_MemTotal_bytes", constant(totalGib * GIB), labels),
    gauge(
      "node_memory_MemAvailable_bytes",
      (seconds) => {
        const available = availableGib(seconds);
        return available === undefined ? undefined : Math.round(available * GIB);
      },
      labels,
    ),
  ];
}

/** The same series, scraped only from `from` on and before `until`. */
function scraped(series: readonly Series[], from: number, until = Infinity): Series[] {
  return series.map((one) => ({ ...one, samples: during(one.samples, from, until) }));
}

const MIB = 2 ** 20;

/** Memory reserved for huge pages, as a kernel from 4.19 on tells it: of all sizes together, and the number of the default size. */
function hugePages(gib: number, labels: NodeLabels = {}): Series[] {
  return [gauge("node_memory_Hugetlb_bytes", constant(gib * GIB), labels), ...olderHugePages(gib, labels)];
}

/** The same, as an older kernel tells it. */
function olderHugePages(gib: number, labels: NodeLabels = {}): Series[] {
  return [
    gauge("node_memory_HugePages_Total", constant((gib * GIB) / (2 * MIB)), labels),
    gauge("node_memory_Hugepagesize_bytes", constant(2 * MIB), labels),
  ];
}

const alert: Labels = { severity: "warning", team: "platform", ...node };

const fires: readonly UnitTestCase[] = [
  {
    way: "fires",
    name: "says what, where and how much",
    series: memory(constant(2.1)),
    expect: [
      sends(600, alert, {
        summary: "Node has high memory usage.",
        description:
          "Memory usage of node 10.0.0.11:9100 is 86.9% (more than 80%) for at least 5 minutes; memory reserved for huge pages is left out.",
        runbook_url: `${RUNBOOKS}/HighMemoryUsage.md`,
        dashboard_url: "https://grafana.qualisys.io/d/qualisys-cluster?viewPanel=111&var-instance=10.0.0.11%3A9100",
      }),
    ],
  },
  {
    way: "fires",
    name: "finds the small full node among large empty ones",
    series: [
      ...memory(constant(0.2), {}, 2),
      ...["b", "c"].flatMap((instance) => memory(constant(120), { instance }, 128)),
    ],
    expect: [firing(600, alert)],
  },
];

const threshold: readonly UnitTestCase[] = [
  {
    way: "threshold",
    name: "stays quiet at exactly 80%",
    series: [10, 15, 20, 35, 55].flatMap((total) => memory(constant(total / 5), { instance: `${total}-gib` }, total)),
    expect: [idleBetween(0, 1200)],
  },
  {
    way: "threshold",
    name: "stays quiet at 79.99%",
    series: memory(constant(16 * 0.2001)),
    expect: [quietUntil(1200)],
  },
  {
    way: "threshold",
    name: "fires at 80.01%",
    series: memory(constant(16 * 0.1999)),
    expect: [firing(600, alert)],
  },
  {
    way: "threshold",
    name: "takes 80.004% for 80%",
    series: memory(constant(16 * 0.19996)),
    expect: [idleBetween(0, 1200)],
  },
  ...[hugePages, olderHugePages].flatMap((reserved, older): readonly UnitTestCase[] => {
    const kernel = older === 0 ? "" : ", as kernels before 4.19 tell it";
    return [
      {
        way: "threshold",
        name: `stays quiet at a node whose memory is reserved for huge pages but for 4 GiB, of which 80% are in use${kernel}`,
        series: [...memory(constant(0.8)), ...reserved(12)],
        expect: [idleBetween(0, 1200)],
      },
      {
        way: "threshold",
        name: `fires where 80.03% of what huge pages leave are in use${kernel}`,
        series: [...memory(constant(0.7988)), ...reserved(12)],
        expect: [firing(600, alert)],
      },
    ];
  }),
  {
    way: "threshold",
    name: "counts huge pages of another size than the default, which are no number of pages",
    series: [
      ...memory(constant(0.8)),
      gauge("node_memory_Hugetlb_bytes", constant(12 * GIB), {}),
      gauge("node_memory_HugePages_Total", constant(0), {}),
      gauge("node_memory_Hugepagesize_bytes", constant(2 * MIB), {}),
    ],
    expect: [idleBetween(0, 1200)],
  },
  {
    way: "threshold",
    name: "fires at a node without huge pages beside one that has some, of whatever kernels",
    series: [
      ...memory(constant(3)),
      ...hugePages(0),
      ...memory(constant(3), { instance: "reserved" }),
      ...hugePages(8, { instance: "reserved" }),
      ...memory(constant(3), { instance: "older" }),
      ...olderHugePages(8, { instance: "older" }),
      ...memory(constant(3), { instance: "none" }),
    ],
    expect: [firing(600, alert, { ...alert, instance: "none" })],
  },
  {
    way: "threshold",
    name: "does not take the page cache for use",
    series: [...memory(constant(12)), gauge("node_memory_MemFree_bytes", constant(0.2 * GIB), {})],
    expect: [quietUntil(1200)],
  },
];

const duration: readonly UnitTestCase[] = [
  {
    way: "duration",
    name: "fires after five minutes above 80%, and not before",
    series: memory(steps([0, 8], [600, 3])),
    expect: [quietUntil(885), firing(900, alert)],
  },
  {
    way: "duration",
    name: "stays quiet at less than five minutes above 80%",
    series: memory(steps([0, 8], [600, 1], [885, 8])),
    expect: [quietUntil(1800)],
  },
  {
    way: "duration",
    name: "ends when the node is gone",
    series: scraped(memory(constant(1)), 0, 900),
    expect: [firing(885, alert), firing(1215)],
  },
];

const series: readonly UnitTestCase[] = [
  {
    way: "series",
    name: "fires once for a node-exporter that is scraped twice",
    series: ["node-exporter-a", "node-exporter-b"].flatMap((pod) => [
      ...memory(constant(2), { pod }),
      ...memory(constant(4), { pod, instance: "at-75-percent" }),
    ]),
    expect: [firing(600, alert)],
  },
  ...[hugePages, olderHugePages].map(
    (reserved, older): UnitTestCase => ({
      way: "series",
      name: `takes huge pages once that are scraped twice${older === 0 ? "" : ", of an older kernel"}`,
      series: ["node-exporter-a", "node-exporter-b"].flatMap((pod) => [
        ...memory(constant(2), { pod }),
        ...reserved(4, { pod }),
        ...memory(constant(4), { pod, instance: "at-67-percent" }),
        ...reserved(4, { pod, instance: "at-67-percent" }),
      ]),
      expect: [firing(600, alert)],
    }),
  ),
  {
    way: "series",
    name: "believes the better of two scrapes that differ",
    series: ["node-exporter-a", "node-exporter-b"].flatMap((pod, index) =>
      memory(constant(index === 0 ? 3.1 : 3.3), { pod }),
    ),
    expect: [idleBetween(0, 1200)],
  },
  ...[hugePages, olderHugePages].map(
    (reserved, older): UnitTestCase => ({
      way: "series",
      name: `takes the larger of two pools that are scraped while they grow${older === 0 ? "" : ", of an older kernel"}`,
      series: [4, 12].flatMap((gib) => [
        ...memory(constant(1), { pod: `node-exporter-${gib}` }),
        ...reserved(gib, { pod: `node-exporter-${gib}` }),
      ]),
      expect: [idleBetween(0, 1200)],
    }),
  ),
  {
    way: "series",
    name: "goes on firing when node-exporter is replaced",
    series: [...scraped(memory(constant(1)), 0, 900), ...scraped(memory(constant(1), { pod: "node-exporter-b" }), 930)],
    expect: [840, 915, 945, 1140, 1260].map((time) => firing(time, alert)),
  },
  {
    way: "series",
    name: "stays quiet while one of its metrics is missing",
    series: memory(constant(1)).map((one, index) => ({ ...one, labels: { ...one.labels, instance: `${index}` } })),
    expect: [quietUntil(1200)],
  },
];

/** The memory of a node is more than 80% in use for five minutes (AC10). */
export const unitTest: UnitTest = { alert: "HighMemoryUsage", cases: [...fires, ...threshold, ...duration, ...series] };
