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

const state: Labels = { namespace: "monitoring", job: "kube-state-metrics" };
const nodes: Labels = { namespace: "monitoring", job: "node-exporter" };
const kubelets: Labels = { namespace: "kube-system", job: "kubelet" };

/** What Prometheus notes about the scrapes of one target. */
function up(source: Labels, samples: Samples = constant(1), labels: Labels = {}): Series {
  return { metric: "up", labels: { ...source, instance: "10.0.0.11:8080", ...labels }, samples };
}

/** The three sources, each with a target that answers, but those given. */
function but(...others: readonly Labels[]): Series[] {
  return [state, nodes, kubelets].filter((source) => !others.includes(source)).map((source) => up(source));
}

/** A second target of a job. */
const second: Labels = { instance: "10.0.0.12:8080" };

function alert(source: Labels): Labels {
  return { severity: "critical", team: "platform", ...source };
}

const fires: readonly UnitTestCase[] = [
  {
    way: "fires",
    name: "says what is not measured, of one that is not found",
    series: but(state),
    expect: [
      sends(600, alert(state), {
        summary: "The cluster is not measured.",
        description:
          "No kube-state-metrics in monitoring has answered Prometheus for at least 5 minutes: " +
          "alerts on what it measures, such as pods that crash and nodes that are full, can't fire.",
        runbook_url: `${RUNBOOKS}/ClusterMetricsAbsent.md`,
      }),
    ],
  },
  ...[state, nodes, kubelets].flatMap((source): UnitTestCase[] => [
    {
      way: "fires",
      name: `fires without any target of ${source["job"]}`,
      series: but(source),
      expect: [firing(600, alert(source))],
    },
    {
      way: "fires",
      name: `fires when no target of ${source["job"]} answers`,
      series: [...but(source), up(source, constant(0)), up(source, constant(0), second)],
      expect: [firing(600, alert(source))],
    },
  ]),
  {
    way: "fires",
    name: "fires for each of several",
    series: but(state, kubelets),
    expect: [firing(600, alert(state), alert(kubelets))],
  },
  {
    way: "fires",
    name: "fires where another namespace has one that answers",
    series: [...but(state), up(state, constant(0)), up({ ...state, namespace: "other" })],
    expect: [firing(600, alert(state))],
  },
];

const threshold: readonly UnitTestCase[] = [
  {
    way: "threshold",
    name: "stays quiet while each has a target that answers",
    series: but(),
    expect: [idleBetween(0, 1200)],
  },
  ...[state, nodes, kubelets].map(
    (source): UnitTestCase => ({
      way: "threshold",
      name: `stays quiet while one of several targets of ${source["job"]} answers`,
      series: [...but(), up(source, constant(0), second), up(source, constant(0), { instance: "10.0.0.13:8080" })],
      expect: [idleBetween(0, 1200)],
    }),
  ),
];

const duration: readonly UnitTestCase[] = [
  {
    way: "duration",
    name: "fires after five minutes without an answer, and not before",
    series: [...but(state), up(state, steps([0, 1], [600, 0]))],
    expect: [quietUntil(885), firing(915, alert(state))],
  },
  {
    way: "duration",
    name: "stays quiet when the only pod is replaced within five minutes",
    series: [...but(state), up(state, steps([0, 1], [600, 0], [885, 1]))],
    expect: [quietUntil(1800)],
  },
  {
    way: "duration",
    name: "ends when it answers again",
    series: [...but(state), up(state, steps([0, 0], [900, 1]))],
    expect: [firing(885, alert(state)), firing(915), quietBetween(915, 1800)],
  },
];

const series: readonly UnitTestCase[] = [
  {
    way: "series",
    name: "goes on firing when the target that does not answer is deleted",
    series: [...but(state), up(state, during(constant(0), 0, 600))],
    expect: [570, 615, 900, 930, 1200].map((time) => firing(time, alert(state))),
  },
  {
    way: "series",
    name: "stays quiet when a pod replaces another",
    series: [
      ...but(state),
      up(state, during(constant(1), 0, 615)),
      up(state, during(steps([585, 0], [600, 1]), 585), second),
    ],
    expect: [idleBetween(0, 1800)],
  },
  {
    way: "series",
    name: "stays quiet when Prometheus was away for four minutes",
    series: but().map((one) => ({ ...one, samples: withGap(one.samples, 600, 840) })),
    expect: [quietUntil(1800)],
  },
  {
    way: "series",
    name: "stays quiet at 60-second scrapes of which one fails",
    scrapeSeconds: 60,
    series: [...but(state), up(state, steps([0, 1], [600, 0], [660, 1]))],
    expect: [quietUntil(1800)],
  },
  {
    way: "series",
    name: "takes a kubelet's three paths for one source",
    series: [
      ...but(kubelets),
      ...["/metrics", "/metrics/cadvisor", "/metrics/probes"].map((path) =>
        up(kubelets, constant(path === "/metrics" ? 1 : 0), { metrics_path: path }),
      ),
    ],
    expect: [idleBetween(0, 1200)],
  },
  {
    way: "series",
    name: "stays quiet about other jobs",
    series: [
      ...but(),
      up({ namespace: "monitoring", job: "postgres-exporter" }, constant(0)),
      up({ namespace: "monitoring", job: "node-exporter-windows" }, constant(0)),
    ],
    expect: [idleBetween(0, 1200)],
  },
];

/** Nothing measures pods, nodes or volumes for five minutes. */
export const unitTest: UnitTest = {
  alert: "ClusterMetricsAbsent",
  cases: [...fires, ...threshold, ...duration, ...series],
};
