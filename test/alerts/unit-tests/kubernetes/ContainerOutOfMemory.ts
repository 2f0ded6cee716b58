import { constant, counting, during, steps, type Samples, type Series } from "../../series";
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

const pod = { namespace: "production", pod: "api-7d4b9c-x2x4z", uid: "11111111-0000-4000-8000-000000000001" };
const target = { job: "kube-state-metrics", instance: "10.0.0.7:8080" };
const container = { ...target, ...pod, container: "api" };

/** Labels of two kube-state-metrics. */
const replicas: readonly Labels[] = [{}, { instance: "10.0.1.9:8080" }];

/** What tells containers apart from the one of the cases. */
const neighbours: readonly Labels[] = [
  { container: "proxy" },
  { pod: "other" },
  { namespace: "staging" },
  { uid: "another" },
];

type Kind = "container" | "init_container";

/** Restarts of a container. */
function restarts(samples: Samples, labels: Labels = {}, kind: Kind = "container"): Series {
  return { metric: `kube_pod_${kind}_status_restarts_total`, labels: { ...container, ...labels }, samples };
}

/** Why it last ended, from a time on; kube-state-metrics has a series for the present reason only. */
function lastEnd(
  reason: string,
  from: number,
  labels: Labels = {},
  { until = Infinity, kind = "container" }: { until?: number; kind?: Kind } = {},
): Series {
  return {
    metric: `kube_pod_${kind}_status_last_terminated_reason`,
    labels: { ...container, ...labels, reason },
    samples: during(constant(1), from, until),
  };
}

/** A container that is ended for want of memory at these seconds, and restarts at once. */
function ended(times: readonly number[], labels: Labels = {}, earlier = 0): Series[] {
  return [restarts(counting(times, earlier), labels), lastEnd("OOMKilled", times[0] ?? 0, labels)];
}

function alert(labels: Labels = {}): Labels {
  return {
    severity: "warning",
    team: "platform",
    namespace: pod.namespace,
    pod: pod.pod,
    container: "api",
    ...labels,
  };
}

const fires: readonly UnitTestCase[] = [
  {
    way: "fires",
    name: "says which container of which pod",
    series: ended([615]),
    expect: [
      quietUntil(600),
      sends(615, alert(), {
        summary: "The kernel ends a container for want of memory.",
        description:
          "Memory ran out for container api of pod production/api-7d4b9c-x2x4z, that of its limit or that of its node: " +
          "the kernel ended it or a process in it (OOMKilled), and the kubelet starts it again.",
        runbook_url: `${RUNBOOKS}/ContainerOutOfMemory.md`,
      }),
    ],
  },
  {
    way: "fires",
    name: "fires without a break at a container that is ended every eight minutes",
    series: ended([600, 1080, 1560, 2040, 2520]),
    expect: [615, 1070, 1500, 2000, 2500, 2900].map((time) => firing(time, alert())),
  },
  {
    way: "fires",
    name: "names the containers of a pod that are ended, not the others",
    series: [
      ...ended([615], { container: "worker" }),
      ...ended([615], { pod: "other" }),
      ...ended([615], { namespace: "staging" }),
      restarts(counting([615])),
      lastEnd("Error", 615),
    ],
    expect: [firing(630, alert({ container: "worker" }), alert({ pod: "other" }), alert({ namespace: "staging" }))],
  },
  {
    way: "fires",
    name: "sees init containers",
    series: [
      restarts(counting([615]), { container: "migrate" }, "init_container"),
      lastEnd("OOMKilled", 615, { container: "migrate" }, { kind: "init_container" }),
    ],
    expect: [firing(630, alert({ container: "migrate" }))],
  },
];

const threshold: readonly UnitTestCase[] = [
  {
    way: "threshold",
    name: "stays quiet at a container that was ended days ago and has run since",
    series: [restarts(constant(7)), lastEnd("OOMKilled", 0)],
    expect: [idleBetween(0, 3000)],
  },
  {
    way: "threshold",
    name: "stays quiet at a restart for another reason",
    series: [
      restarts(counting([615])),
      lastEnd("Error", 615),
      restarts(counting([615]), { container: "migrate" }, "init_container"),
      lastEnd("Error", 615, { container: "migrate" }, { kind: "init_container" }),
    ],
    expect: [idleBetween(0, 3000)],
  },
  {
    way: "threshold",
    name: "stays quiet at another container's restart beside one that was ended days ago",
    series: [
      restarts(constant(1)),
      lastEnd("OOMKilled", 0),
      ...neighbours.flatMap((labels) => [restarts(counting([615]), labels), lastEnd("Completed", 615, labels)]),
    ],
    expect: [idleBetween(0, 3000)],
  },
  {
    way: "threshold",
    name: "stays quiet at a container that was ended and is not started again",
    series: [restarts(constant(0)), lastEnd("OOMKilled", 600)],
    expect: [idleBetween(0, 3000)],
  },
  {
    way: "threshold",
    name: "stays quiet where the reason is told as not present",
    series: [
      restarts(counting([615])),
      { ...lastEnd("OOMKilled", 0), samples: constant(0) },
      restarts(counting([615]), { container: "migrate" }, "init_container"),
      { ...lastEnd("OOMKilled", 0, { container: "migrate" }, { kind: "init_container" }), samples: constant(0) },
    ],
    expect: [idleBetween(0, 3000)],
  },
];

const duration: readonly UnitTestCase[] = [
  {
    way: "duration",
    name: "fires until an hour after the restart left the five minutes, and then ends",
    series: ended([615]),
    expect: [firing(630, alert()), firing(4440, alert()), firing(4530), quietBetween(4530, 6000)],
  },
  {
    way: "duration",
    name: "ends an hour after the pod is gone",
    series: ended([615]).map((one) => ({ ...one, samples: during(one.samples, 0, 700) })),
    expect: [firing(690, alert()), firing(4470, alert()), firing(4530)],
  },
];

const series: readonly UnitTestCase[] = [
  ...[15, 30, 60].map(
    (scrapeSeconds): UnitTestCase => ({
      way: "series",
      name: `sees one end, scraped every ${scrapeSeconds} s`,
      scrapeSeconds,
      series: ended([605]),
      expect: [quietUntil(585), firing(660, alert())],
    }),
  ),
  {
    way: "series",
    name: "fires once for a container that two kube-state-metrics report",
    series: replicas.flatMap((replica) => ended([615], replica)),
    expect: [firing(630, alert())],
  },
  {
    way: "series",
    name: "stays quiet when a restarted kube-state-metrics reports an old end again",
    series: [
      restarts(during(constant(4), 0, 600)),
      lastEnd("OOMKilled", 0, {}, { until: 600 }),
      ...[restarts(during(constant(4), 645)), lastEnd("OOMKilled", 645)].map((one) => ({
        ...one,
        labels: { ...one.labels, instance: "10.0.1.9:8080" },
      })),
    ],
    expect: [idleBetween(0, 3000)],
  },
  {
    way: "series",
    name: "stays quiet at a new pod of an old name, whose predecessor was ended",
    series: [
      restarts(during(constant(4), 0, 600)),
      lastEnd("OOMKilled", 0, {}, { until: 600 }),
      restarts(during(steps([0, 0], [700, 1]), 615), { uid: "new" }),
      lastEnd("Error", 700, { uid: "new" }),
    ],
    expect: [idleBetween(0, 3000)],
  },
  {
    way: "series",
    name: "fires once for a pod whose predecessor of the same name was ended as well",
    series: [...ended([615]), ...ended([640], { uid: "new" })],
    expect: [firing(660, alert())],
  },
  {
    way: "series",
    name: "stays quiet without restart counters",
    series: [lastEnd("OOMKilled", 600)],
    expect: [idleBetween(0, 3000)],
  },
];

/** A container is ended for want of memory and starts again, however rarely. */
export const unitTest: UnitTest = {
  alert: "ContainerOutOfMemory",
  cases: [...fires, ...threshold, ...duration, ...series],
};
