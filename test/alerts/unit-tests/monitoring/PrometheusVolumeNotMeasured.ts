import { constant, during, withGap, type Samples, type Series } from "../../series";
import {
  firing,
  idleBetween,
  quietBetween,
  quietUntil,
  RUNBOOKS,
  sends,
  type Labels,
  type UnitTest,
  type UnitTestCase,
} from "../unit-test";

const PROMETHEUS = "prometheus-monitoring-kube-prometheus-prometheus";

const claim = { namespace: "monitoring", persistentvolumeclaim: `${PROMETHEUS}-db-${PROMETHEUS}-0` };
const otherClaim = { ...claim, persistentvolumeclaim: `${PROMETHEUS}-db-${PROMETHEUS}-1` };

const state: Labels = { job: "kube-state-metrics", instance: "10.0.0.7:8080" };
const kubelet: Labels = { job: "kubelet", metrics_path: "/metrics", instance: "10.0.0.11:10250", node: "node-a" };

/** The pod that uses a claim, as kube-state-metrics tells it. */
function used(labels: Labels = claim, samples: Samples = constant(1)): Series {
  return {
    metric: "kube_pod_spec_volumes_persistentvolumeclaims_info",
    labels: { ...state, pod: `${PROMETHEUS}-0`, uid: "1", volume: "db", ...labels },
    samples,
  };
}

/** What the kubelet of its node tells of its volume. */
function measured(labels: Labels = claim, samples: Samples = constant(1e9)): Series[] {
  return ["available", "capacity"].map((what) => ({
    metric: `kubelet_volume_stats_${what}_bytes`,
    labels: { ...kubelet, ...labels },
    samples,
  }));
}

function alert(labels: Labels = claim): Labels {
  return { severity: "warning", team: "platform", ...labels };
}

const cases: readonly UnitTestCase[] = [
  {
    way: "fires",
    name: "says which claim's volume is not measured",
    series: [used()],
    expect: [
      quietUntil(885),
      sends(1200, alert(), {
        summary: "The volume of Prometheus is not measured.",
        description:
          "No kubelet has told for at least 15 minutes how much is free of the volume of claim " +
          `monitoring/${claim.persistentvolumeclaim}, though there is a pod that uses it: PrometheusVolumeFillingUp can't fire.`,
        runbook_url: `${RUNBOOKS}/PrometheusVolumeNotMeasured.md`,
      }),
    ],
  },
  ...["available", "capacity"].map(
    (what): UnitTestCase => ({
      way: "fires",
      name: `fires where a kubelet does not tell what is ${what === "available" ? "free" : "there in all"}`,
      series: [used(), ...measured().filter(({ metric }) => !metric.includes(what))],
      expect: [firing(1200, alert())],
    }),
  ),
  {
    way: "fires",
    name: "fires for the claim of one replica while that of the other is measured",
    series: [used(), used(otherClaim), ...measured(otherClaim)],
    expect: [firing(1200, alert())],
  },
  ...[otherClaim, { ...claim, namespace: "other" }].flatMap((labels): readonly UnitTestCase[] => [
    {
      way: "fires",
      name: `is not satisfied with what is measured of ${labels.namespace}/${labels.persistentvolumeclaim}`,
      series: [used(), ...measured(labels)],
      expect: [firing(1200, alert())],
    },
    {
      way: "fires",
      name: `is not satisfied with the size of ${labels.namespace}/${labels.persistentvolumeclaim}`,
      series: [used(), ...measured().slice(0, 1), ...measured(labels).slice(1)],
      expect: [firing(1200, alert())],
    },
  ]),
  {
    way: "threshold",
    name: "stays quiet while it is measured, on whatever node",
    series: [used(), ...measured()],
    expect: [idleBetween(0, 1800)],
  },
  {
    way: "threshold",
    name: "stays quiet about a claim that no pod uses any more",
    series: [used(), ...measured(), ...measured(otherClaim, during(constant(1e9), 0, 600))],
    expect: [idleBetween(0, 3000)],
  },
  {
    way: "threshold",
    name: "stays quiet about other volumes, and claims of that name elsewhere",
    series: [
      used({ ...claim, persistentvolumeclaim: "monitoring-grafana" }),
      used({ ...claim, namespace: "other" }),
      ...measured({ ...claim, namespace: "other" }),
    ],
    expect: [idleBetween(0, 1800)],
  },
  {
    way: "duration",
    name: "fires after 15 minutes without it, and ends with it",
    series: [used(), ...measured(claim, withGap(constant(1e9), 600, 3000))],
    expect: [
      quietUntil(600 + 270 + 900),
      firing(600 + 300 + 930, alert()),
      firing(2985, alert()),
      firing(3015),
      quietBetween(3015, 4000),
    ],
  },
  {
    way: "duration",
    name: "stays quiet while a new pod's volume is attached",
    series: [used(claim, during(constant(1), 300)), ...measured(claim, during(constant(1e9), 900))],
    expect: [quietUntil(3000)],
  },
  {
    way: "series",
    name: "fires once where two kube-state-metrics report the pod",
    series: [used(), used({ ...claim, instance: "10.0.0.8:8080" }), used({ ...claim, uid: "2" })],
    expect: [firing(1200, alert())],
  },
  {
    way: "series",
    name: "stays quiet where two kubelets report the volume, one of them that of an earlier node",
    series: [used(), ...measured(), ...measured({ ...claim, node: "node-b", instance: "10.0.0.12:10250" })],
    expect: [idleBetween(0, 1800)],
  },
  {
    way: "series",
    name: "stays quiet at scrapes of 60 seconds of which some fail",
    scrapeSeconds: 60,
    series: [used(), ...measured(claim, withGap(constant(1e9), 600, 840))],
    expect: [idleBetween(0, 1800)],
  },
  {
    way: "series",
    name: "stays quiet without kube-state-metrics",
    series: measured(),
    expect: [idleBetween(0, 1800)],
  },
];

/** The volume of Prometheus is used and not measured for 15 minutes. */
export const unitTest: UnitTest = { alert: "PrometheusVolumeNotMeasured", cases };
