import {
  alternating,
  constant,
  counting,
  during,
  resetAt,
  steps,
  withGap,
  type Samples,
  type Series,
} from "../../series";
import { firing, RUNBOOKS, sends, quietUntil, type Labels, type UnitTest, type UnitTestCase } from "../unit-test";

/** How a container is exposed; by default the only one of a pod, by the only kube-state-metrics. */
interface ContainerLabels {
  readonly namespace?: string;
  readonly pod?: string;
  readonly uid?: string;
  readonly container?: string;
  readonly instance?: string;
}

const pod = { namespace: "production", pod: "api-7d4b9c-x2x4z", uid: "11111111-0000-4000-8000-000000000001" };
const target = { job: "kube-state-metrics", instance: "10.0.0.7:8080" };
const otherReplica = { instance: "10.0.1.9:8080" };

function restarts(samples: Samples, labels: ContainerLabels = {}): Series {
  const metric = "kube_pod_container_status_restarts_total";
  return { metric, labels: { ...target, ...pod, container: "api", ...labels }, samples };
}

function initRestarts(samples: Samples): Series {
  const metric = "kube_pod_init_container_status_restarts_total";
  return { metric, labels: { ...target, ...pod, container: "migrate" }, samples };
}

function created(atSecond: number, labels: ContainerLabels = {}): Series {
  return { metric: "kube_pod_created", labels: { ...target, ...pod, ...labels }, samples: constant(atSecond) };
}

function alert(labels: Partial<typeof pod> = {}): Labels {
  const { namespace, pod: name } = { ...pod, ...labels };
  return { severity: "critical", team: "platform", namespace, pod: name };
}

/** When a container restarts that crashes at once, by the kubelet's back-off of 10, 20, 40, 80, 160, 300 seconds. */
function backOff(from: number, restartCount: number): number[] {
  return [0, 10, 30, 70, 150, 310, 610, 910].slice(0, restartCount).map((time) => from + time);
}

/** Restarts that come one after the other at the same distance. */
function every(seconds: number, from: number, restartCount: number): number[] {
  return Array.from({ length: restartCount }, (_, n) => from + n * seconds);
}

const fires: readonly UnitTestCase[] = [
  {
    way: "fires",
    name: "fires at the fourth restart within five minutes, at once",
    series: [restarts(counting(backOff(610, 4), 7))],
    expect: [quietUntil(675), firing(690, alert())],
  },
  {
    way: "fires",
    name: "says what, where and how much",
    series: [restarts(counting(backOff(610, 4)))],
    expect: [
      sends(690, alert(), {
        summary: "Containers of a pod restart again and again.",
        description:
          "Containers of pod production/api-7d4b9c-x2x4z restarted 4 times within 5 minutes (more than 3), " +
          "at least one of them more than once.",
        runbook_url: `${RUNBOOKS}/PodCrashLooping.md`,
        dashboard_url: "https://grafana.qualisys.io/d/qualisys-cluster?viewPanel=104&var-namespace=production",
      }),
    ],
  },
  {
    way: "fires",
    name: "counts the restarts of all containers of a pod together",
    series: [
      restarts(counting([610, 700]), { container: "api" }),
      restarts(counting([640, 730]), { container: "sidecar" }),
    ],
    expect: [quietUntil(720), firing(735, alert())],
  },
  {
    way: "fires",
    name: "counts init containers",
    series: [initRestarts(counting(backOff(610, 4)))],
    expect: [quietUntil(675), firing(690, alert())],
  },
  {
    way: "fires",
    name: "counts init containers together with the others",
    series: [initRestarts(counting(backOff(610, 2))), restarts(counting(backOff(650, 2)))],
    expect: [quietUntil(645), firing(660, alert())],
  },
  {
    way: "fires",
    name: "names the namespace of the pod that loops",
    series: [
      restarts(counting(backOff(610, 4)), { namespace: "staging" }),
      restarts(constant(9), { namespace: "production" }),
    ],
    expect: [firing(690, alert({ namespace: "staging" }))],
  },
];

const threshold: readonly UnitTestCase[] = [
  ...[15, 30, 60].flatMap((scrapeSeconds): readonly UnitTestCase[] => [
    {
      way: "threshold",
      name: `stays quiet at exactly three restarts, scraped every ${scrapeSeconds} s`,
      scrapeSeconds,
      series: [
        restarts(counting(backOff(610, 3), 7), { pod: "quick" }),
        restarts(counting(every(70, 650, 3), 7), { pod: "slow" }),
        restarts(during(counting(backOff(620, 3)), 600), { pod: "new" }),
      ],
      expect: [quietUntil(1500)],
    },
    {
      way: "threshold",
      name: `fires at four restarts, scraped every ${scrapeSeconds} s`,
      scrapeSeconds,
      series: [restarts(counting(backOff(610, 4), 7))],
      expect: [quietUntil(660), firing(720, alert())],
    },
  ]),
  {
    way: "threshold",
    name: "stays quiet at a healthy pod that restarted once",
    series: [restarts(steps([0, 2], [600, 3]))],
    expect: [quietUntil(1500)],
  },
  {
    way: "threshold",
    name: "stays quiet at three containers that restart once each",
    series: ["api", "sidecar", "proxy"].map((container) => restarts(counting([610]), { container })),
    expect: [quietUntil(1500)],
  },
  ...[15, 30, 60].map(
    (scrapeSeconds): UnitTestCase => ({
      way: "threshold",
      name: `stays quiet at four sidecars that lose their leases and restart once each, scraped every ${scrapeSeconds} s`,
      scrapeSeconds,
      series: ["provisioner", "attacher", "resizer", "snapshotter"].map((container, index) =>
        restarts(counting([615 + 7 * index], 3), { container }),
      ),
      expect: [quietUntil(1500)],
    }),
  ),
  {
    way: "threshold",
    name: "stays quiet when a node reboots, and all containers of a pod, init containers too, restart once each",
    series: [
      initRestarts(counting([610])),
      ...["api", "proxy", "logs", "metrics"].map((container) => restarts(counting([640]), { container })),
    ],
    expect: [quietUntil(1500)],
  },
  {
    way: "threshold",
    name: "stays quiet at four containers of a new pod that restarted once each",
    series: [
      created(590),
      ...["api", "proxy", "logs", "metrics"].map((container) => restarts(during(counting([600]), 615), { container })),
    ],
    expect: [quietUntil(1500)],
  },
  {
    way: "threshold",
    name: "fires at one container that restarts twice beside two that restart once",
    series: [
      restarts(counting([610, 650]), { container: "api" }),
      ...["proxy", "logs"].map((container) => restarts(counting([610]), { container })),
    ],
    expect: [quietUntil(645), firing(660, alert())],
  },
  {
    way: "threshold",
    name: "takes the repeated restart of no other pod for that of the one with many",
    series: [
      ...["api", "proxy", "logs", "metrics"].map((container) => restarts(counting([610]), { container })),
      restarts(counting(backOff(610, 3)), { pod: "other" }),
      restarts(counting(backOff(610, 3)), { namespace: "staging" }),
    ],
    expect: [quietUntil(1500)],
  },
  {
    way: "threshold",
    name: "does not add up pods of the same name in two namespaces",
    series: ["staging", "production"].map((namespace) => restarts(counting(backOff(610, 2)), { namespace })),
    expect: [quietUntil(1500)],
  },
];

const duration: readonly UnitTestCase[] = [
  {
    way: "duration",
    name: "fires at four restarts that almost fill the five minutes",
    series: [restarts(counting(every(85, 610, 4)))],
    expect: [quietUntil(855), firing(870, alert())],
  },
  {
    way: "duration",
    name: "stays quiet at restarts that are further apart than four in five minutes",
    series: [restarts(counting(every(110, 610, 20)))],
    expect: [quietUntil(3000)],
  },
  {
    way: "duration",
    name: "goes on firing for ten minutes after the fourth restart left the window, and then ends",
    series: [restarts(counting(backOff(610, 4)))],
    expect: [firing(1470, alert()), firing(1515)],
  },
  {
    way: "duration",
    name: "ends ten minutes after the metrics of a looping pod went away",
    series: [restarts(during(counting(backOff(610, 4)), 0, 750))],
    expect: [firing(1350, alert()), firing(1950)],
  },
];

/** Samples of a counter that alternates between the values of two pods of one name. */
const sawtooths: Readonly<Record<string, Samples>> = {
  "at every scrape": alternating([5, 3], 15),
  "by much": alternating([12, 0], 15),
  slowly: alternating([12, 0], 480),
  "at random": alternating([12, 12, 0, 12, 0, 0, 0, 12, 12, 12, 0], 15),
};

const duplicates: readonly UnitTestCase[] = [
  {
    way: "series",
    name: "counts a container once that two kube-state-metrics report",
    series: [{}, otherReplica].map((replica) => restarts(counting(backOff(610, 3), 7), replica)),
    expect: [quietUntil(1500)],
  },
  {
    way: "series",
    name: "fires once for a pod that two kube-state-metrics report",
    series: [{}, otherReplica].map((replica) => restarts(counting(backOff(610, 4), 7), replica)),
    expect: [firing(690, alert())],
  },
  {
    way: "series",
    name: "stays quiet when a restarted kube-state-metrics reports old restart counts again",
    series: [
      created(-86_400),
      restarts(during(constant(12), 0, 600)),
      restarts(during(constant(12), 645), otherReplica),
    ],
    expect: [quietUntil(1500)],
  },
  {
    way: "series",
    name: "stays quiet when two restarted kube-state-metrics report old restart counts again",
    series: [{}, otherReplica].flatMap((replica) => [
      created(400, replica),
      restarts(during(constant(12), 945), replica),
    ]),
    expect: [quietUntil(1500)],
  },
  {
    way: "series",
    name: "goes on counting over a restart of kube-state-metrics",
    series: [
      created(-86_400),
      restarts(during(counting(every(60, 610, 4), 12), 0, 690)),
      restarts(during(counting(every(60, 610, 4), 12), 720), otherReplica),
    ],
    expect: [quietUntil(780), firing(795, alert())],
  },
  ...Object.entries(sawtooths).map(
    ([how, samples]): UnitTestCase => ({
      way: "series",
      name: `stays quiet at a counter that alternates ${how} between two pods of one name`,
      series: [restarts(samples)],
      expect: [quietUntil(3600)],
    }),
  ),
  {
    way: "series",
    name: "stays quiet at one real restart among alternating values",
    series: [restarts((seconds) => (Math.floor(seconds / 30) % 2 === 0 ? 5 : 0) + (seconds >= 615 ? 1 : 0))],
    expect: [quietUntil(1500)],
  },
];

const newPods: readonly UnitTestCase[] = [
  {
    way: "series",
    name: "counts every restart of a new pod, those before its first sample too",
    series: [created(590), restarts(during(counting(backOff(595, 4)), 615))],
    expect: [quietUntil(660), firing(675, alert())],
  },
  {
    way: "series",
    name: "counts from zero until the pod is five minutes old",
    series: [created(600), restarts(during(counting([605, 700, 800, 880]), 615))],
    expect: [quietUntil(870), firing(885, alert())],
  },
  {
    way: "series",
    name: "counts from zero up to the very second in which the pod is five minutes old",
    series: [created(600), restarts(during(counting([605, 606, 607, 890]), 615))],
    expect: [quietUntil(885), firing(900, alert())],
  },
  {
    way: "series",
    name: "counts from the first sample when the pod is a second older than that",
    series: [created(599), restarts(during(counting([599, 599, 599, 890]), 615))],
    expect: [quietUntil(1500)],
  },
  {
    way: "series",
    name: "counts a looping container of a new pod beside one that never restarted",
    series: [
      created(590),
      restarts(during(counting(backOff(595, 4)), 615)),
      restarts(during(constant(0), 615), { container: "sidecar" }),
    ],
    expect: [quietUntil(660), firing(675, alert())],
  },
  {
    way: "series",
    name: "stays quiet at a new pod whose fourth restart comes more than five minutes after the first",
    series: [created(600), restarts(during(counting([605, 700, 800, 915]), 615))],
    expect: [quietUntil(1500)],
  },
  {
    way: "series",
    name: "stays quiet at a new pod that restarted three times before its first sample",
    series: [created(590), restarts(during(constant(3), 615))],
    expect: [quietUntil(1500)],
  },
  {
    way: "series",
    name: "stays quiet when a pod is replaced by a new one of the same name",
    series: [
      restarts(during(constant(12), 0, 600), { uid: "old" }),
      restarts(during(counting([640]), 615)),
      { ...created(605), samples: during(constant(605), 615) },
    ],
    expect: [quietUntil(1500)],
  },
];

const resets: readonly UnitTestCase[] = [
  {
    way: "series",
    name: "stays quiet when a counter is reset",
    series: [restarts(resetAt(constant(50), 600))],
    expect: [quietUntil(1500)],
  },
  {
    way: "series",
    name: "counts on when a counter is reset in the middle of a loop",
    series: [restarts(resetAt(counting([600, 660, 735, 780], 10), 690))],
    expect: [quietUntil(765), firing(780, alert())],
  },
  {
    way: "series",
    name: "stays quiet at three restarts around a reset",
    series: [restarts(resetAt(counting([600, 660, 735], 10), 690))],
    expect: [quietUntil(1500)],
  },
  {
    way: "series",
    name: "counts exactly after a reset, too",
    series: [
      restarts(resetAt(counting([640, 960, 1030, 1100], 10), 600), { pod: "three" }),
      restarts(resetAt(counting([640, ...every(85, 960, 4)], 10), 600), { pod: "four" }),
      restarts(resetAt(counting([640, ...every(110, 960, 4)], 10), 600), { pod: "four-slowly" }),
    ],
    expect: [quietUntil(1200), firing(1215, alert({ pod: "four" })), firing(1320, alert({ pod: "four" }))],
  },
  {
    way: "series",
    name: "counts the restarts of all of the five minutes after a reset",
    series: [restarts(resetAt(counting([970, 990, 1140, 1240], 10), 600))],
    expect: [quietUntil(1230), firing(1245, alert())],
  },
  {
    way: "series",
    name: "forgets a reset that is more than five minutes past",
    series: [restarts(resetAt(counting([670, 700, 800, 940], 10), 615))],
    expect: [quietUntil(930), firing(945, alert())],
  },
  {
    way: "series",
    name: "counts the restarts in a gap between two scrapes again a quarter of an hour after a reset",
    series: [restarts(withGap(resetAt(counting(backOff(1510, 4), 10), 600), 1505, 1585))],
    expect: [quietUntil(1575), firing(1590, alert())],
  },
];

const missing: readonly UnitTestCase[] = [
  {
    way: "series",
    name: "counts all restarts that happened in a gap between two scrapes",
    series: [restarts(withGap(counting(backOff(610, 4)), 605, 685))],
    expect: [quietUntil(675), firing(690, alert())],
  },
  {
    way: "series",
    name: "stays quiet when there are no metrics of pods",
    series: [created(-86_400)],
    expect: [quietUntil(900)],
  },
];

/** A pod restarts more than three times within five minutes (AC9). */
export const unitTest: UnitTest = {
  alert: "PodCrashLooping",
  cases: [...fires, ...threshold, ...duration, ...duplicates, ...newPods, ...resets, ...missing],
};
