import { check, checkText, firing, neverPending, preparePromtool, silentUntil, type AlertLabels } from "./promtool";
import { constant, during, steps, type Samples, type Series } from "./series";

const GIB = 2 ** 30;
const node = { namespace: "monitoring", job: "node-exporter", instance: "10.0.0.11:9100" };

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
    gauge("node_memory_MemAvailable_bytes", (seconds) => {
      const available = availableGib(seconds);
      return available === undefined ? undefined : Math.round(available * GIB);
    }, labels),
  ];
}

function alert(labels: NodeLabels = {}): AlertLabels {
  return { alertname: "HighMemoryUsage", severity: "warning", team: "platform", ...node, ...labels };
}

describe("HighMemoryUsage", () => {
  before(preparePromtool);

  it("fires after five minutes above 80%, and not before", () =>
    check({
      series: memory(steps([0, 8], [600, 3])),
      expect: [silentUntil(885), firing(900, alert())],
    }));

  it("says what, where and how much", () =>
    checkText(memory(constant(2)), 600, {
      alert: "HighMemoryUsage",
      labels: alert(),
      annotations: {
        summary: "Node has high memory usage.",
        description: "Memory usage of node 10.0.0.11:9100 is 87.5% (more than 80%) for at least 5 minutes.",
        runbook_url: "https://runbooks.example.com/HighMemoryUsage.md",
        dashboard_url: "https://grafana.example.com/d/qualisys-cluster?viewPanel=111&var-instance=10.0.0.11%3A9100",
      },
    }));

  it("is silent at exactly 80%", () =>
    check({
      series: [10, 15, 20, 35, 55].flatMap((total) => memory(constant(total / 5), { instance: `${total}-gib` }, total)),
      expect: [neverPending(0, 1200)],
    }));

  it("is silent at 79.9%", () => check({ series: memory(constant(16 * 0.201)), expect: [silentUntil(1200)] }));

  it("fires at 80.1%", () => check({ series: memory(constant(16 * 0.199)), expect: [firing(600, alert())] }));

  it("is silent at less than five minutes above 80%", () =>
    check({ series: memory(steps([0, 8], [600, 1], [885, 8])), expect: [silentUntil(1800)] }));

  it("does not take the page cache for use", () =>
    check({
      series: [...memory(constant(12)), gauge("node_memory_MemFree_bytes", constant(0.2 * GIB), {})],
      expect: [silentUntil(1200)],
    }));

  it("finds the small full node among large empty ones", () =>
    check({
      series: [...memory(constant(0.2), {}, 2), ...["b", "c"].flatMap((instance) => memory(constant(120), { instance }, 128))],
      expect: [firing(600, alert())],
    }));

  it("fires once for a node-exporter that is scraped twice", () =>
    check({
      series: ["node-exporter-a", "node-exporter-b"].flatMap((pod) => [
        ...memory(constant(2), { pod }),
        ...memory(constant(4), { pod, instance: "at-75-percent" }),
      ]),
      expect: [firing(600, alert())],
    }));

  it("goes on firing when node-exporter is replaced", () => {
    const replaced = (labels: NodeLabels, from: number, until: number) =>
      memory(constant(1), labels).map((series) => ({ ...series, samples: during(series.samples, from, until) }));
    return check({
      series: [...replaced({}, 0, 900), ...replaced({ pod: "node-exporter-b" }, 930, Infinity)],
      expect: [840, 915, 945, 1140, 1260].map((time) => firing(time, alert())),
    });
  });

  it("ends when the node is gone", () =>
    check({
      series: memory(constant(1)).map((series) => ({ ...series, samples: during(series.samples, 0, 900) })),
      expect: [firing(885, alert()), firing(1215)],
    }));

  it("is silent while one of its metrics is missing", () =>
    check({
      series: memory(constant(1)).flatMap((series, index) => ({
        ...series,
        labels: { ...series.labels, instance: `${index}` },
      })),
      expect: [silentUntil(1200)],
    }));
});
