import { jobs } from "../../../../naming";
import { during, rising, speeds } from "../../series";
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
import { answered, failing, foundTwice, lonely, missing, outage, probes, restarted, scraped, service } from "./http";

/** Services of exactly 5% errors, most a hair more in floating point: for each pod, errors in 15 s. */
const unevenPods: readonly (readonly number[])[] = [[5], [13, 16], [11, 26], [33, 25, 1]];

const alert: Labels = { severity: "critical", team: "application", ...service };

const fires: readonly UnitTestCase[] = [
  {
    way: "fires",
    name: "says what, where and how much",
    series: failing(12),
    expect: [
      sends(600, alert, {
        summary: "Service fails requests.",
        description:
          "12% of the requests to qualisys-api in production are answered with a 5xx status (more than 5%) for at least 5 minutes.",
        runbook_url: `${RUNBOOKS}/HighErrorRate.md`,
        dashboard_url:
          "https://grafana.qualisys.io/d/qualisys-application?viewPanel=11&var-namespace=production&var-job=qualisys-api",
      }),
    ],
  },
  {
    way: "fires",
    name: "fires in a total outage, in which no request succeeds",
    series: [answered("503", rising(1))],
    expect: [firing(600, alert)],
  },
  {
    way: "fires",
    name: "adds up the errors of all routes, pods and statuses",
    series: [
      answered("200", rising(88)),
      answered("500", rising(4)),
      answered("503", rising(4), { route: "/report" }),
      answered("502", rising(4), { pod: "api-2" }),
    ],
    expect: [firing(600, alert)],
  },
  {
    way: "fires",
    name: "distinguishes a service in two namespaces, and services in one",
    series: [...failing(0), ...failing(10, { namespace: "staging" }), ...failing(0, { job: "qualisys-web" })],
    expect: [firing(600, { ...alert, namespace: "staging" })],
  },
];

const threshold: readonly UnitTestCase[] = [
  ...[15, 30, 60].flatMap((scrapeSeconds): UnitTestCase[] => [
    {
      way: "threshold",
      name: `stays quiet at exactly 5%, over uneven pods, scraped every ${scrapeSeconds} s`,
      scrapeSeconds,
      series: unevenPods.flatMap((pods, index) =>
        pods.flatMap((errors, pod) => {
          const labels = { job: `service-${index}`, pod: `pod-${pod}` };
          return [
            answered("500", rising(errors / 15, pod * 1013), labels),
            answered("200", rising((errors * 19) / 15, pod * 77_003), labels),
          ];
        }),
      ),
      expect: [idleBetween(300, 900)],
    },
    {
      way: "threshold",
      name: `fires at 5.04%, scraped every ${scrapeSeconds} s`,
      scrapeSeconds,
      series: failing(5.04),
      expect: [firing(600, alert)],
    },
  ]),
  { way: "threshold", name: "stays quiet at 4.96%", series: failing(4.96), expect: [idleBetween(0, 1200)] },
  {
    way: "threshold",
    name: "stays quiet at a trickle of one error among many requests",
    series: [...failing(0), answered("503", rising(1 / 30))],
    expect: [idleBetween(0, 1200)],
  },
  {
    way: "threshold",
    name: "stays quiet when one quiet route fails",
    series: [...failing(0), answered("500", rising(1), { route: "/report" })],
    expect: [idleBetween(0, 1200)],
  },
  {
    way: "threshold",
    name: "stays quiet at errors of the callers",
    series: [answered("200", rising(5)), answered("404", rising(5))],
    expect: [idleBetween(0, 1200)],
  },
  {
    way: "threshold",
    name: "stays quiet at two lonely errors",
    series: [answered("500", lonely)],
    expect: [idleBetween(0, 1800)],
  },
  {
    way: "threshold",
    name: "stays quiet at an error every 33 seconds and nothing else, 9 in five minutes",
    series: [answered("500", rising(1 / 33))],
    expect: [idleBetween(0, 1800)],
  },
  {
    way: "threshold",
    name: "stays quiet at a little fewer than 10 in five minutes",
    scrapeSeconds: 60,
    series: [answered("500", rising(9.98 / 300, 1000))],
    expect: [idleBetween(0, 1800)],
  },
  {
    way: "threshold",
    name: "fires at an error every 30 seconds and nothing else, 10 in five minutes",
    scrapeSeconds: 60,
    series: [answered("500", rising(1 / 30))],
    expect: [firing(900, alert)],
  },
  {
    way: "threshold",
    name: "adds up the traffic of all pods",
    series: ["api-1", "api-2", "api-3"].map((pod) => answered("500", rising(1 / 60), { pod })),
    expect: [firing(900, alert)],
  },
];

const duration: readonly UnitTestCase[] = [
  {
    way: "duration",
    name: "fires after five minutes above 5%, and not before",
    series: outage(900, Infinity),
    expect: [quietUntil(1200), firing(1230, alert)],
  },
  {
    way: "duration",
    name: "stays quiet at one minute of total outage",
    series: outage(900, 960),
    expect: [quietUntil(1800)],
  },
  {
    way: "duration",
    name: "stays quiet at two minutes of total outage",
    series: outage(900, 1020),
    expect: [quietUntil(1800)],
  },
  {
    way: "duration",
    name: "fires when errors appear under a label set that was never seen",
    series: [answered("200", rising(90)), answered("500", during(rising(10), 600))],
    expect: [quietUntil(900), firing(1020, alert)],
  },
  {
    way: "duration",
    name: "fires at a steady share over three minutes of requests that come in bursts",
    series: [
      answered("500", rising(1)),
      answered(
        "200",
        speeds(...Array.from({ length: 30 }, (_, minute) => [minute * 60, minute % 2 === 0 ? 0 : 25] as const)),
      ),
    ],
    expect: [firing(900, alert), firing(1500, alert)],
  },
  {
    way: "duration",
    name: "ends within three minutes of the last error",
    series: outage(0, 1200),
    expect: [firing(1200, alert), firing(1320, alert), firing(1395)],
  },
];

const series: readonly UnitTestCase[] = [
  {
    way: "series",
    name: "stays quiet without errors, and without requests",
    series: [
      answered("200", rising(10)),
      answered("200", rising(0), { job: "idle" }),
      answered("500", rising(0), { job: "idle" }),
    ],
    expect: [idleBetween(0, 1200)],
  },
  {
    way: "series",
    name: "stays quiet without a counter of requests",
    series: [{ metric: "up", labels: service, samples: () => 1 }],
    expect: [idleBetween(0, 900)],
  },
  ...probes.map(
    (route): UnitTestCase => ({
      way: "series",
      name: `does not let calls of ${route} hide errors, or stand for traffic`,
      series: [
        ...failing(10),
        answered("200", rising(500), { route }),
        answered("500", rising(1 / 60), { job: "idle" }),
        answered("200", rising(0.1), { job: "idle", route }),
      ],
      expect: [firing(600, alert)],
    }),
  ),
  {
    way: "series",
    name: "stays quiet when only a probe fails",
    series: [...failing(0), ...probes.map((route) => answered("503", rising(20), { route }))],
    expect: [idleBetween(0, 1200)],
  },
  {
    way: "series",
    name: "is not set back by a missed scrape, even at one a minute",
    scrapeSeconds: 60,
    series: missing(failing(10), 540, 600),
    expect: [510, 555, 585, 615, 645].map((time) => firing(time, alert)),
  },
  {
    way: "series",
    name: "goes on firing when the service's counters are reset",
    series: restarted(failing(10), 720),
    expect: [690, 720, 735, 780, 900].map((time) => firing(time, alert)),
  },
  {
    way: "series",
    name: "fires once for a service that is scraped twice",
    series: foundTwice.flatMap((labels) => failing(10, labels)),
    expect: [firing(600, alert)],
  },
  {
    way: "series",
    name: "does not take six requests of a pod that two Services find for twelve",
    series: foundTwice.flatMap((labels) => [answered("500", rising(6 / 300), labels)]),
    expect: [idleBetween(0, 1200)],
  },
  {
    way: "series",
    name: "fires about a target that is no pod",
    series: failing(10).map(({ labels: { pod: _, ...labels }, ...one }) => ({ ...one, labels })),
    expect: [firing(600, alert)],
  },
  {
    way: "series",
    name: "stays quiet about exporters",
    series: Object.values(jobs).flatMap((job) => failing(50, { namespace: "monitoring", job })),
    expect: [idleBetween(0, 1200)],
  },
  {
    way: "series",
    name: "ends when the service is gone",
    series: scraped(failing(10), 0, 600),
    expect: [firing(600, alert), firing(900)],
  },
];

/** More than 5% of a service's requests fail for five minutes. */
export const unitTest: UnitTest = { alert: "HighErrorRate", cases: [...fires, ...threshold, ...duration, ...series] };
