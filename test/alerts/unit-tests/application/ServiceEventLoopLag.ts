import { constant, during, steps, type Samples, type Series } from "../../series";
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
import { service } from "../requests/http";

const pod = { ...service, instance: "10.0.0.31:9464", pod: "api-1" };

function lag(seconds: Samples, labels: Labels = {}): Series {
  return {
    metric: "nodejs_eventloop_lag_p99_seconds",
    labels: { ...pod, container: "api", endpoint: "http", ...labels },
    samples: seconds,
  };
}

const alert: Labels = { severity: "warning", team: "application", ...pod };

const fires: readonly UnitTestCase[] = [
  {
    way: "fires",
    name: "says what, where and how much",
    series: [lag(constant(0.4))],
    expect: [
      sends(900, alert, {
        summary: "Event loop of a service runs late.",
        description:
          "The event loop of qualisys-api in production (pod api-1, 10.0.0.31:9464) is 400ms late at the 99th percentile, on average over 5 minutes (more than 250ms), for at least 10 minutes.",
        runbook_url: `${RUNBOOKS}/ServiceEventLoopLag.md`,
      }),
    ],
  },
  {
    way: "fires",
    name: "finds the blocked pod among responsive ones",
    series: [
      lag(constant(1)),
      ...["api-2", "api-3"].map((name) => lag(constant(0.01), { pod: name, instance: `${name}:9464` })),
    ],
    expect: [firing(900, alert)],
  },
];

const threshold: readonly UnitTestCase[] = [
  {
    way: "threshold",
    name: "stays quiet at exactly 250 ms",
    series: [lag(constant(0.25))],
    expect: [idleBetween(0, 1800)],
  },
  { way: "threshold", name: "stays quiet at 249 ms", series: [lag(constant(0.249))], expect: [idleBetween(0, 1800)] },
  { way: "threshold", name: "fires at 251 ms", series: [lag(constant(0.251))], expect: [firing(900, alert)] },
];

const duration: readonly UnitTestCase[] = [
  {
    way: "duration",
    name: "fires ten minutes after the average over five minutes rose above 250 ms, and not before",
    // From 10 ms to 490 ms: the average is 250 ms after ten of twenty samples, and above it with the eleventh.
    series: [lag(steps([0, 0.01], [900, 0.49]))],
    expect: [quietUntil(1635), firing(1665, alert)],
  },
  {
    way: "duration",
    name: "stays quiet at eight minutes of lag",
    series: [lag(steps([0, 0.01], [900, 0.49], [1380, 0.01]))],
    expect: [quietUntil(3000)],
  },
  {
    way: "duration",
    name: "stays quiet at one second of garbage collection, and at the start of a process",
    series: [
      lag((seconds) => (seconds === 900 ? 1 : 0.012)),
      lag(during(steps([600, 3], [615, 0.012]), 600), { pod: "api-2" }),
    ],
    expect: [quietUntil(3000)],
  },
  {
    way: "duration",
    name: "goes on firing through one fast scrape",
    series: [lag((seconds) => (seconds === 900 ? 0.01 : 0.4))],
    expect: [885, 900, 915, 1200].map((time) => firing(time, alert)),
  },
  {
    way: "duration",
    name: "ends when the loop runs free again",
    series: [lag(steps([0, 0.4], [1200, 0.01]))],
    expect: [firing(1200, alert), firing(1320)],
  },
];

const series: readonly UnitTestCase[] = [
  {
    way: "series",
    name: "fires once for a pod that is scraped twice, by the later of the two",
    series: [lag(constant(0.4)), lag(constant(0.2), { endpoint: "metrics" })],
    expect: [firing(900, alert)],
  },
  {
    way: "series",
    name: "does not add up what two scrapes report",
    series: [lag(constant(0.2)), lag(constant(0.2), { endpoint: "metrics" })],
    expect: [idleBetween(0, 1800)],
  },
  {
    way: "series",
    name: "is not set back by a scrape that a blocked pod leaves unanswered",
    series: [lag((seconds) => (seconds >= 600 && seconds < 690 ? undefined : 0.4))],
    expect: [firing(615, alert), firing(660, alert), firing(900, alert)],
  },
  {
    way: "series",
    name: "does not add up pods one of which replaces the other",
    series: [
      lag(during(constant(0.2), 0, 600)),
      lag(during(constant(0.2), 600), { pod: "api-2", instance: "10.0.0.32:9464" }),
    ],
    expect: [idleBetween(0, 1800)],
  },
  {
    way: "series",
    name: "ends when the pod is gone",
    series: [lag(during(constant(0.4), 0, 900))],
    expect: [firing(900, alert), firing(1230)],
  },
  {
    way: "series",
    name: "stays quiet at a lag that only the longest delay has, and without the metric",
    series: [{ ...lag(constant(3)), metric: "nodejs_eventloop_lag_max_seconds" }],
    expect: [idleBetween(0, 1800)],
  },
];

/** The event loop of a pod is more than 250 ms late for ten minutes. */
export const unitTest: UnitTest = {
  alert: "ServiceEventLoopLag",
  cases: [...fires, ...threshold, ...duration, ...series],
};
