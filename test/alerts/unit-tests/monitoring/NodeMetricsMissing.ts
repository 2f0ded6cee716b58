import { constant } from "../../series";
import { firing, idleBetween, RUNBOOKS, sends, type Labels, type UnitTest, type UnitTestCase } from "../unit-test";
import { exposing, inputCases, lacking, up, type SourceOfMetrics } from "./inputs";

const WAIT = 900;

const exporter: SourceOfMetrics = {
  target: { namespace: "monitoring", job: "node-exporter", instance: "10.0.1.10:9100", pod: "node-exporter-a" },
  metrics: {
    node_cpu_seconds_total: { cpu: "0", mode: "idle" },
    node_memory_MemTotal_bytes: {},
    node_memory_MemAvailable_bytes: {},
  },
  unknown: {},
};

/** cAdvisor of a kubelet: its series have the namespace of their pod. */
const kubelet: SourceOfMetrics = {
  target: {
    namespace: "kube-system",
    job: "kubelet",
    metrics_path: "/metrics/cadvisor",
    instance: "10.0.1.10:10250",
    node: "node-a",
  },
  metrics: {
    container_memory_working_set_bytes: { namespace: "production", pod: "api-1", container: "api" },
  },
  unknown: {},
};

function alert({ target: { namespace = "", job = "", instance = "" } }: SourceOfMetrics) {
  return (metric: string): Labels => ({ severity: "warning", team: "platform", namespace, job, instance, metric });
}

/** A source on the next node. */
function next(source: SourceOfMetrics): SourceOfMetrics {
  return { ...source, target: { ...source.target, instance: `next-${source.target["instance"]}`, node: "node-b" } };
}

function nodeInfo(node: string, os_image: string) {
  return {
    metric: "kube_node_info",
    labels: { job: "kube-state-metrics", instance: "10.0.0.7:8080", node, os_image },
    samples: constant(1),
  };
}

const cases: readonly UnitTestCase[] = [
  {
    way: "fires",
    name: "says which target has no such metric",
    series: lacking(exporter, "node_memory_MemAvailable_bytes"),
    expect: [
      sends(1500, alert(exporter)("node_memory_MemAvailable_bytes"), {
        summary: "Metrics of a node are missing.",
        description:
          "node-exporter at 10.0.1.10:9100 answers Prometheus and has given no node_memory_MemAvailable_bytes for at least 15 minutes: " +
          "alerts that rest on it can't fire for this node.",
        runbook_url: `${RUNBOOKS}/NodeMetricsMissing.md`,
      }),
    ],
  },
  ...inputCases("node-exporter", exporter, alert(exporter), WAIT),
  ...inputCases("a kubelet", kubelet, alert(kubelet), WAIT),
  ...[exporter, kubelet].map((source): UnitTestCase => {
    const [metric = ""] = Object.keys(source.metrics);
    return {
      way: "threshold",
      name: `names the ${source.target["job"]} that lacks a metric, not the one on the next node that has it`,
      series: [...lacking(source, metric), ...lacking(next(source))],
      expect: [firing(1500, alert(source)(metric))],
    };
  }),
  {
    way: "threshold",
    name: "fires where CPUs have no series of the time that they are idle",
    series: [
      ...lacking(exporter, "node_cpu_seconds_total"),
      {
        metric: "node_cpu_seconds_total",
        labels: { ...exporter.target, cpu: "0", mode: "user" },
        samples: constant(1),
      },
    ],
    expect: [firing(1500, alert(exporter)("node_cpu_seconds_total"))],
  },
  ...["iowait", "steal"].map(
    (mode): UnitTestCase => ({
      way: "threshold",
      name: `takes ${mode} for time that a CPU is idle`,
      series: [
        ...lacking(exporter, "node_cpu_seconds_total"),
        { metric: "node_cpu_seconds_total", labels: { ...exporter.target, cpu: "0", mode }, samples: constant(1) },
      ],
      expect: [idleBetween(0, 1800)],
    }),
  ),
  {
    way: "threshold",
    name: "fires where a kubelet measures its pods as a whole, and none of their containers",
    series: [
      up(kubelet.target),
      ...exposing(kubelet).map((one) => ({ ...one, labels: { ...one.labels, container: "" } })),
    ],
    expect: [firing(1500, alert(kubelet)("container_memory_working_set_bytes"))],
  },
  {
    way: "threshold",
    name: "asks no kubelet on Windows for what cAdvisor measures, but all others",
    series: [
      ...[kubelet, next(kubelet)].flatMap((source) => lacking(source, "container_memory_working_set_bytes")),
      nodeInfo("node-a", "Windows Server 2022 Datacenter"),
      nodeInfo("node-b", "Bottlerocket OS 1.40"),
    ],
    expect: [firing(1500, alert(next(kubelet))("container_memory_working_set_bytes"))],
  },
  {
    way: "threshold",
    name: "asks nothing of other paths of a kubelet, and of other jobs",
    series: [
      up({ ...kubelet.target, metrics_path: "/metrics" }),
      up({ ...kubelet.target, job: "other" }),
      up({ ...exporter.target, job: "node-exporter-windows" }),
    ],
    expect: [idleBetween(0, 1800)],
  },
];

/** What measures a node answers and lacks what alerts rest on, for 15 minutes. */
export const unitTest: UnitTest = { alert: "NodeMetricsMissing", cases };
