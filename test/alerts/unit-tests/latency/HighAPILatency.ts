import { jobs } from "../../../../naming";
import { constant, during, rising } from "../../series";
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
import {
  answered,
  foundTwice,
  histogram,
  lonely,
  missing,
  probes,
  restarted,
  scraped,
  service,
  slow,
  timed,
} from "../requests/http";

/** Services of exactly 95% fast requests, most a hair less in floating point: per pod, fast and all in 15 s. */
const unevenPods: readonly (readonly (readonly [fast: number, all: number])[])[] = [
  [[95, 100]],
  [
    [5, 5],
    [14, 15],
  ],
  [
    [31, 33],
    [7, 7],
  ],
  [
    [23, 25],
    [39, 41],
    [14, 14],
  ],
];

const alert: Labels = { severity: "warning", team: "application", ...service };

const fires: readonly UnitTestCase[] = [
  {
    way: "fires",
    name: "says what, where and how much",
    series: timed(10, 0.5),
    expect: [
      sends(600, alert, {
        summary: "Service answers slowly.",
        description:
          "5% of the requests to qualisys-api in production take longer than 950ms, by the bounds of its histogram (more than 500ms), for at least 5 minutes.",
        runbook_url: `${RUNBOOKS}/HighAPILatency.md`,
        dashboard_url:
          "https://grafana.qualisys.io/d/qualisys-application?viewPanel=12&var-namespace=production&var-job=qualisys-api",
      }),
    ],
  },
  {
    way: "fires",
    name: "fires once for a service that is slow on several routes and pods",
    series: ["api-1", "api-2"].flatMap((pod) =>
      ["/orders", "/report"].flatMap((route) => timed(5, 0.5, { pod, route })),
    ),
    expect: [firing(600, alert)],
  },
  {
    way: "fires",
    name: "fires when all requests take longer than the last bound",
    series: histogram({ "0.5": constant(0), "10.0": constant(0), "+Inf": rising(10) }),
    expect: [firing(600, alert)],
  },
  {
    way: "fires",
    name: "distinguishes a service in two namespaces, and services in one",
    series: [...timed(10, 1), ...timed(10, 0.5, { namespace: "staging" }), ...timed(100, 1, { job: "qualisys-web" })],
    expect: [firing(600, { ...alert, namespace: "staging" })],
  },
];

const threshold: readonly UnitTestCase[] = [
  ...[15, 30, 60].flatMap((scrapeSeconds): UnitTestCase[] => [
    {
      way: "threshold",
      name: `stays quiet when exactly 95% take 0.5 s or less, over uneven pods, scraped every ${scrapeSeconds} s`,
      scrapeSeconds,
      series: unevenPods.flatMap((pods, index) =>
        pods.flatMap(([fast, all], pod) =>
          histogram(
            { "0.5": rising(fast / 15), "1.0": rising(all / 15), "+Inf": rising(all / 15) },
            { job: `service-${index}`, pod: `pod-${pod}` },
          ),
        ),
      ),
      expect: [idleBetween(300, 900)],
    },
    {
      way: "threshold",
      name: `fires when 94.97% take 0.5 s or less, scraped every ${scrapeSeconds} s`,
      scrapeSeconds,
      series: timed(10, 0.9497),
      expect: [firing(600, alert)],
    },
  ]),
  {
    way: "threshold",
    name: "stays quiet when 95.03% take 0.5 s or less",
    series: timed(10, 0.9503),
    expect: [idleBetween(0, 1200)],
  },
  {
    way: "threshold",
    name: "stays quiet when one rare route is slow",
    series: [...timed(50, 1), ...timed(1, 0, { route: "/report" })],
    expect: [idleBetween(0, 1200)],
  },
  {
    way: "threshold",
    name: "stays quiet when one pod of thirty is slow",
    series: [...timed(29, 1), ...timed(1, 0, { pod: "api-2", instance: "10.0.0.32:9464" })],
    expect: [idleBetween(0, 1200)],
  },
  {
    way: "threshold",
    name: "stays quiet at two lonely slow requests",
    series: histogram({ "0.5": constant(0), "1.0": lonely, "+Inf": lonely }),
    expect: [idleBetween(0, 1800)],
  },
  {
    way: "threshold",
    name: "stays quiet at a slow request every 33 seconds, 9 in five minutes",
    series: timed(1 / 33, 0),
    expect: [idleBetween(0, 1800)],
  },
  {
    way: "threshold",
    name: "stays quiet at a little fewer than 10 in five minutes",
    scrapeSeconds: 60,
    series: timed(9.98 / 300, 0),
    expect: [idleBetween(0, 1800)],
  },
  {
    way: "threshold",
    name: "fires at a slow request every 30 seconds, 10 in five minutes",
    scrapeSeconds: 60,
    series: timed(1 / 30, 0),
    expect: [firing(900, alert)],
  },
  {
    way: "threshold",
    name: "adds up the traffic of all pods",
    series: ["api-1", "api-2", "api-3"].flatMap((pod) => timed(1 / 60, 0, { pod })),
    expect: [firing(900, alert)],
  },
];

const duration: readonly UnitTestCase[] = [
  {
    way: "duration",
    name: "fires five minutes after it was first seen that the 95th percentile rose above 0.5 s, and not before",
    series: slow(900, Infinity),
    expect: [quietUntil(1245), firing(1260, alert)],
  },
  { way: "duration", name: "stays quiet at one slow minute", series: slow(900, 960), expect: [quietUntil(1800)] },
  { way: "duration", name: "stays quiet at two slow minutes", series: slow(900, 1020), expect: [quietUntil(1800)] },
  {
    way: "duration",
    name: "ends within three minutes of the last slow request",
    series: slow(0, 1200),
    expect: [firing(1200, alert), firing(1320, alert), firing(1395)],
  },
];

const series: readonly UnitTestCase[] = [
  {
    way: "series",
    name: "reads whole bounds in either spelling",
    series: histogram({ "0.5": rising(5), "1": rising(10), "+Inf": rising(10) }),
    expect: [firing(600, alert)],
  },
  ...probes.map(
    (route): UnitTestCase => ({
      way: "series",
      name: `does not let fast calls of ${route} hide slow requests`,
      series: [...timed(1, 0.5), ...timed(200, 1, { route })],
      expect: [firing(600, alert)],
    }),
  ),
  {
    way: "series",
    name: "stays quiet when only a probe is slow",
    series: [...timed(10, 1), ...timed(10, 0, { route: "/ready" })],
    expect: [idleBetween(0, 1200)],
  },
  {
    way: "series",
    name: "stays quiet when only a probe makes for traffic",
    series: probes.flatMap((route, index) => [
      ...timed(1 / 60, 0, { job: `service-${index}` }),
      ...timed(1, 0, { job: `service-${index}`, route }),
    ]),
    expect: [idleBetween(0, 1200)],
  },
  {
    way: "series",
    name: "keeps routes that merely contain the name of a probe",
    series: timed(10, 0.5, { route: "/health/records" }),
    expect: [firing(600, alert)],
  },
  {
    way: "series",
    name: "stays quiet at a service without requests",
    series: timed(0, 0),
    expect: [idleBetween(0, 1200)],
  },
  {
    way: "series",
    name: "stays quiet without a histogram",
    series: [answered("200", rising(10))],
    expect: [idleBetween(0, 900)],
  },
  {
    way: "series",
    name: "stays quiet about exporters, some of which time their own scrapes under the same name",
    series: Object.values(jobs).flatMap((job) => timed(1, 0, { namespace: "monitoring", job, route: "" })),
    expect: [idleBetween(0, 1200)],
  },
  {
    way: "series",
    name: "goes on firing when the service's counters are reset",
    series: restarted(timed(10, 0.5), 720),
    expect: [690, 720, 735, 780, 900].map((time) => firing(time, alert)),
  },
  {
    way: "series",
    name: "is not set back by a missed scrape, even at one a minute",
    scrapeSeconds: 60,
    series: missing(timed(10, 0.5), 540, 600),
    expect: [510, 555, 585, 615, 645].map((time) => firing(time, alert)),
  },
  {
    way: "series",
    name: "fires once for a service that is scraped twice",
    series: foundTwice.flatMap((labels) => timed(10, 0.5, labels)),
    expect: [firing(600, alert)],
  },
  {
    way: "series",
    name: "does not take six requests of a pod that two Services find for twelve",
    series: foundTwice.flatMap((labels) => timed(6 / 300, 0, labels)),
    expect: [idleBetween(0, 1200)],
  },
  {
    way: "series",
    name: "fires about a target that is no pod",
    series: timed(10, 0.5).map(({ labels: { pod: _, ...labels }, ...one }) => ({ ...one, labels })),
    expect: [firing(600, alert)],
  },
  {
    way: "series",
    name: "says what is known where requests take longer than the largest bound",
    series: histogram({ "0.5": rising(0), "2.5": rising(0), "+Inf": rising(10) }),
    expect: [
      sends(600, alert, {
        summary: "Service answers slowly.",
        description:
          "5% of the requests to qualisys-api in production take longer than 2.5s, by the bounds of its histogram (more than 500ms), for at least 5 minutes.",
        runbook_url: `${RUNBOOKS}/HighAPILatency.md`,
        dashboard_url:
          "https://grafana.qualisys.io/d/qualisys-application?viewPanel=12&var-namespace=production&var-job=qualisys-api",
      }),
    ],
  },
  {
    way: "series",
    name: "stays quiet during a rolling deploy of a fast service",
    series: [
      ...scraped(timed(10, 0.99), 0, 600),
      ...timed(10, 0.99, { pod: "api-2" }).map(({ samples, ...one }) => ({
        ...one,
        samples: during((seconds) => samples(seconds - 585), 585),
      })),
    ],
    expect: [idleBetween(0, 1200)],
  },
  {
    way: "series",
    name: "ends when the service is gone",
    series: scraped(timed(10, 0.5), 0, 600),
    expect: [firing(600, alert), firing(900)],
  },
];

/** 95% of a service's requests take up to more than 500 ms for five minutes (AC12). */
export const unitTest: UnitTest = { alert: "HighAPILatency", cases: [...fires, ...threshold, ...duration, ...series] };
