import { firing, idleBetween, RUNBOOKS, sends, type Labels, type UnitTest, type UnitTestCase } from "../unit-test";
import { exposing, inputCases, lacking, up, type SourceOfMetrics } from "./inputs";

const WAIT = 600;

/** kube-state-metrics: its series have the namespace of what they describe, and may come from another of its shards. */
const state: SourceOfMetrics = {
  target: { namespace: "monitoring", job: "kube-state-metrics", instance: "10.0.0.7:8080", pod: "ksm" },
  metrics: {
    kube_pod_container_status_restarts_total: { namespace: "production", pod: "api-1", container: "api" },
    kube_pod_created: { namespace: "production", pod: "api-1" },
    kube_pod_info: { namespace: "production", pod: "api-1" },
    kube_node_info: { node: "node-a" },
  },
  unknown: { instance: "" },
};

function alert(metric: string): Labels {
  return { severity: "critical", team: "platform", namespace: "monitoring", job: "kube-state-metrics", metric };
}

const shard: SourceOfMetrics = { ...state, target: { ...state.target, instance: "10.0.0.8:8080", pod: "ksm-1" } };

const cases: readonly UnitTestCase[] = [
  {
    way: "fires",
    name: "says which metric is missing",
    series: lacking(state, "kube_node_info"),
    expect: [
      sends(1200, alert("kube_node_info"), {
        summary: "Metrics of the cluster's state are missing.",
        description:
          "kube-state-metrics in monitoring answers Prometheus and has given no kube_node_info for at least 10 minutes: " +
          "alerts that rest on it can't fire.",
        runbook_url: `${RUNBOOKS}/ClusterMetricsMissing.md`,
      }),
    ],
  },
  ...inputCases("kube-state-metrics", state, alert, WAIT),
  {
    way: "series",
    name: "stays quiet where another shard has what one lacks",
    series: [...lacking(state, "kube_node_info", "kube_pod_info"), ...lacking(shard, "kube_pod_created")],
    expect: [idleBetween(0, 1800)],
  },
  {
    way: "series",
    name: "fires once where two shards lack the same",
    series: [state, shard].flatMap((one) => lacking(one, "kube_pod_info")),
    expect: [firing(1200, alert("kube_pod_info"))],
  },
  {
    way: "series",
    name: "asks nothing of other jobs",
    series: [up({ ...state.target, job: "node-exporter" }), ...exposing(state)],
    expect: [idleBetween(0, 1800)],
  },
];

/** kube-state-metrics answers and lacks what alerts rest on, for ten minutes. */
export const unitTest: UnitTest = { alert: "ClusterMetricsMissing", cases };
