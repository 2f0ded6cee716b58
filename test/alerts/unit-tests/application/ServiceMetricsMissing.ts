import { constant, during, rising, steps, type Samples, type Series } from "../../series";
import { answered, foundTwice, histogram, service, timed } from "../requests/http";
import {
  everyMinute,
  firing,
  idleBetween,
  quietUntil,
  RUNBOOKS,
  sends,
  type Labels,
  type UnitTest,
  type UnitTestCase,
} from "../unit-test";

/** What Prometheus notes about the scrapes of one pod. */
function up(samples: Samples = constant(1), labels: Labels = {}): Series {
  return { metric: "up", labels: { ...service, instance: "10.0.0.31:9464", pod: "api-1", ...labels }, samples };
}

const HOUR = 3600;

const missing = (metric: string): Labels => ({ severity: "warning", team: "application", ...service, metric });
const counter = missing("http_requests_total");
const buckets = missing("http_request_duration_seconds_bucket");

const web = { job: "qualisys-web", instance: "10.0.0.41:9464", pod: "web-1" };

/** A service that exposes everything. */
const healthy = (labels: Labels = {}): Series[] => [
  up(constant(1), labels),
  answered("200", rising(10), labels),
  ...timed(10, 1, labels),
];

const texts = (metric: string) => ({
  summary: "Service does not expose what its alerts rest on.",
  description:
    `No pod of qualisys-api in production has exposed ${metric} for at least 15 minutes ` +
    "(of a histogram, with a bound at the time of its latency objective), although scrapes succeed: " +
    "it does not count its requests so, or has had none since its pods began. What rests on this metric can't fire.",
  runbook_url: `${RUNBOOKS}/ServiceMetricsMissing.md`,
});

const fires: readonly UnitTestCase[] = [
  {
    way: "fires",
    name: "fires about each service with such an objective",
    series: ["qualisys-web", "qualisys-batch"].flatMap((job) => [up(constant(1), { job }), ...timed(10, 1, { job })]),
    expect: [firing(1200, { ...counter, job: "qualisys-batch" }, { ...counter, job: "qualisys-web" })],
  },
  {
    way: "fires",
    name: "says that requests are timed and not counted",
    series: [...healthy(web), up(), ...timed(10, 1)],
    expect: [sends(1200, counter, texts("http_requests_total"))],
  },
  {
    way: "fires",
    name: "says that requests are counted and not timed",
    series: [...healthy(web), up(), answered("200", rising(10))],
    expect: [sends(1200, buckets, texts("http_request_duration_seconds_bucket"))],
  },
  {
    way: "fires",
    name: "fires where the histogram has no bound at the time of the objective",
    series: [
      up(),
      answered("200", rising(10)),
      ...histogram({ "0.4": rising(9), "0.75": rising(10), "5.0": rising(10), "+Inf": rising(10) }),
    ],
    expect: [firing(1200, buckets)],
  },
];

const threshold: readonly UnitTestCase[] = [
  {
    way: "threshold",
    name: "stays quiet while both are exposed, with requests and with none",
    series: [
      ...healthy(),
      up(constant(1), web),
      answered("200", constant(0), web),
      ...histogram({ "0.5": constant(0), "+Inf": constant(0) }, web),
    ],
    expect: [idleBetween(0, 2400)],
  },
  {
    way: "threshold",
    name: "stays quiet about a metric whose objective has no alerts, and about what is no service of the configuration",
    series: [
      up(constant(1), { job: "qualisys-batch" }),
      answered("200", rising(10), { job: "qualisys-batch" }),
      ...["redis-exporter", "qualisys-api-canary"].flatMap((job) => [
        up(constant(1), { job }),
        ...timed(10, 1, { job }),
      ]),
    ],
    expect: [idleBetween(0, 2400)],
  },
  ...everyMinute([
    {
      way: "threshold",
      name: "stays quiet about a service that nobody has asked, for nearly five hours, and fires after them",
      series: [up()],
      scrapeSeconds: 60,
      expect: [quietUntil(4.9 * HOUR), firing(5.3 * HOUR, counter, buckets)],
    },
    {
      way: "threshold",
      name: "stays quiet about pods that are replaced every four hours and that nobody has asked",
      series: [0, 4, 8].map((from, index) =>
        up(during(constant(1), from * HOUR, (from + 4) * HOUR), {
          instance: `10.0.0.3${index}:9464`,
          pod: `api-${index}`,
        }),
      ),
      scrapeSeconds: 60,
      expect: [quietUntil(12 * HOUR)],
    },
  ]),
];

const duration: readonly UnitTestCase[] = [
  {
    way: "duration",
    name: "waits for the first request of a service, whatever others in its namespace and others of its name were asked",
    series: [
      ...healthy(),
      ...healthy(web),
      // Two that nobody asked, less than five hours old.
      up(constant(1), { ...web, namespace: "staging", instance: "10.0.1.41:9464" }),
      up(constant(1), { job: "qualisys-batch", instance: "10.0.0.51:9464", pod: "batch-1" }),
    ],
    expect: [idleBetween(0, 2 * HOUR)],
  },
  ...everyMinute([
    {
      way: "duration",
      name: "fires about the last service of the list after five hours",
      series: [up(constant(1), { job: "qualisys-batch", instance: "10.0.0.51:9464", pod: "batch-1" })],
      scrapeSeconds: 60,
      expect: [firing(5.3 * HOUR, { ...counter, job: "qualisys-batch" })],
    },
  ]),
  {
    way: "duration",
    name: "fires fifteen minutes after the metric ends, and not before",
    series: [
      up(),
      ...timed(10, 1),
      // Its last sample, at 585, counts for five minutes.
      answered("200", during(rising(10), 0, 600)),
    ],
    expect: [quietUntil(1755), firing(1860, counter)],
  },
  {
    way: "duration",
    name: "stays quiet when it comes within fifteen minutes",
    series: [up(), ...timed(10, 1), answered("200", during(rising(10), 870))],
    expect: [quietUntil(2400)],
  },
  {
    way: "duration",
    name: "ends when it comes",
    series: [up(), ...timed(10, 1), answered("200", during(rising(10), 1500))],
    expect: [firing(1470, counter), firing(1560)],
  },
  ...everyMinute([
    {
      way: "duration",
      name: "goes on when a release has taken both metrics with it, for as long as it takes to be sure",
      series: [up(), answered("200", during(rising(10), 0, 0.5 * HOUR)), ...timedUntil(0.5 * HOUR)],
      scrapeSeconds: 60,
      expect: [1, 3, 5, 6, 7, 9].map((hour) => firing(hour * HOUR, counter, buckets)),
    },
    ...[
      { asked: "counted", requests: [answered("200", during(rising(10), 0, HOUR))] },
      { asked: "timed", requests: timedUntil(HOUR) },
    ].map(
      ({ asked, requests }): UnitTestCase => ({
        way: "duration",
        name: `forgets requests that were only ${asked} after six hours`,
        series: [
          ...[0, 4, 8, 12].map((from, index) =>
            up(during(constant(1), from * HOUR, (from + 4) * HOUR), {
              instance: `10.0.0.3${index}:9464`,
              pod: `api-${index}`,
            }),
          ),
          ...requests,
        ],
        scrapeSeconds: 60,
        expect: [firing(6.9 * HOUR, counter, buckets), firing(7.2 * HOUR), firing(15 * HOUR)],
      }),
    ),
  ]),
];

/** The histogram of ten requests a second, until a time. */
function timedUntil(seconds: number): Series[] {
  return timed(10, 1).map((one) => ({ ...one, samples: during(one.samples, 0, seconds) }));
}

const series: readonly UnitTestCase[] = [
  {
    way: "series",
    name: "stays quiet where one of several pods exposes them: the others may have had no request",
    series: [...healthy(), up(constant(1), { instance: "10.0.0.32:9464", pod: "api-2" })],
    expect: [idleBetween(0, 2400)],
  },
  {
    way: "series",
    name: "stays quiet while no pod answers, which ServiceAbsent says",
    series: [up(constant(0)), ...timed(10, 1).map((one) => ({ ...one, samples: during(one.samples, 0, 600) }))],
    expect: [quietUntil(2400)],
  },
  {
    way: "series",
    name: "fires where one of two pods answers",
    series: [
      up(constant(0)),
      up(constant(1), { instance: "10.0.0.32:9464", pod: "api-2" }),
      ...timed(10, 1, { instance: "10.0.0.32:9464", pod: "api-2" }),
    ],
    expect: [firing(1200, counter)],
  },
  {
    way: "series",
    name: "is one alert for a pod that is found several times, and for a target that is no pod",
    series: [
      ...foundTwice.flatMap((labels) => [up(constant(1), labels), ...timed(10, 1, labels)]),
      ...[up(constant(1), web), ...timed(10, 1, web)].map(({ labels: { pod: _, ...labels }, ...one }) => ({
        ...one,
        labels,
      })),
    ],
    expect: [firing(1200, counter, { ...counter, job: "qualisys-web" })],
  },
  {
    way: "series",
    name: "does not take the metrics of another namespace or service for the service's",
    series: [up(), ...timed(10, 1), ...healthy({ namespace: "staging" }), ...healthy(web)],
    expect: [firing(1200, counter)],
  },
  {
    way: "series",
    name: "does not take the histogram of another namespace or service for the service's",
    series: [
      ...healthy(),
      up(constant(1), web),
      answered("200", rising(10), web),
      ...healthy({ ...web, namespace: "staging" }),
    ],
    expect: [firing(1200, { ...buckets, job: "qualisys-web" })],
  },
  {
    way: "series",
    name: "stays quiet over missed scrapes",
    series: [
      up(steps([0, 1], [600, 0], [660, 1])),
      ...healthy().map((one) => ({
        ...one,
        samples: (seconds: number) => (seconds >= 600 && seconds < 660 ? undefined : one.samples(seconds)),
      })),
    ],
    expect: [quietUntil(2400)],
  },
  ...everyMinute(
    [15, 30, 60].map(
      (scrapeSeconds): UnitTestCase => ({
        way: "series",
        name: `takes as long about a service that nobody has asked at scrapes of ${scrapeSeconds} seconds`,
        series: [up()],
        scrapeSeconds,
        expect: [quietUntil(4.9 * HOUR), firing(5.3 * HOUR, counter, buckets)],
      }),
    ),
  ),
];

/** A service answers scrapes, ought to have had requests, and lacks what its objectives are measured by. */
export const unitTest: UnitTest = {
  alert: "ServiceMetricsMissing",
  cases: [...fires, ...threshold, ...duration, ...series],
};
