import { constant, during, resetAt, rising, speeds, steps, withGap, type Samples } from "../../series";
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
import { countedCases } from "../lives";
import { foundTwice, metric, neighbours, target, tells } from "./redis";

const alert = (labels: Labels = {}): Labels => ({ severity: "warning", team: "platform", ...target, ...labels });

const evicted = (samples: Samples, labels: Labels = {}) => metric("redis_evicted_keys_total", samples, labels);

const texts = (keys: string) => ({
  summary: "Redis evicts keys for want of memory.",
  description: `Cache sessions (10.0.0.51:9121) evicted ${keys} keys within 5 minutes (more than 1000), and has done so for at least 10 minutes.`,
  runbook_url: `${RUNBOOKS}/RedisEvictions.md`,
});

/** So many keys at once, every five minutes; the window of five minutes holds one such step at any time. */
const everyFiveMinutes =
  (keys: number): Samples =>
  (seconds) =>
    1e6 + keys * Math.floor(seconds / 300);

const fires: readonly UnitTestCase[] = [
  {
    way: "fires",
    name: "says where and how many",
    // The window holds 285 seconds of growth at 15-second scrapes.
    series: [evicted(rising(40))],
    expect: [sends(1200, alert(), texts("11.4k"))],
  },
];

const threshold: readonly UnitTestCase[] = [15, 30, 60].flatMap((scrapeSeconds): UnitTestCase[] => [
  {
    way: "threshold",
    name: `stays quiet at exactly 1000 keys within five minutes, at ${scrapeSeconds}-second scrapes`,
    series: [evicted(everyFiveMinutes(1000))],
    scrapeSeconds,
    expect: [idleBetween(0, 3600)],
  },
  {
    way: "threshold",
    name: `stays quiet at 999, at ${scrapeSeconds}-second scrapes`,
    series: [evicted(everyFiveMinutes(999))],
    scrapeSeconds,
    expect: [idleBetween(0, 3600)],
  },
  {
    way: "threshold",
    name: `fires where 1001 keys go at once and again 4 minutes later, at ${scrapeSeconds}-second scrapes`,
    series: [evicted((seconds) => 1001 * Math.floor(seconds / 240))],
    scrapeSeconds,
    expect: [quietUntil(825), firing(840, alert())],
  },
]);

const duration: readonly UnitTestCase[] = [
  {
    way: "duration",
    name: "fires ten minutes after the evictions began, and not before",
    series: [evicted(speeds([0, 0], [600, 100]))],
    // 615 is the first scrape with 1500 keys.
    expect: [quietUntil(1200), firing(1215, alert())],
  },
  {
    way: "duration",
    name: "stays quiet about evictions for five minutes, after which the window forgets them",
    series: [evicted(speeds([0, 0], [600, 100], [890, 0]))],
    expect: [quietUntil(3600)],
  },
  {
    way: "duration",
    name: "fires where five minutes hold more than 1000 keys, and four do not",
    series: [evicted(rising(3.6))],
    expect: [firing(1200, alert())],
  },
  {
    way: "duration",
    name: "stays quiet where six minutes hold more than 1000 keys, and five do not",
    series: [evicted(rising(3.3))],
    expect: [idleBetween(0, 1800)],
  },
  {
    way: "duration",
    name: "ends when the evictions are five minutes past",
    series: [evicted(speeds([0, 100], [1200, 0]))],
    expect: [firing(1470, alert()), firing(1500)],
  },
];

const series: readonly UnitTestCase[] = [
  {
    way: "series",
    name: "stays quiet about old evictions of a series that begins",
    series: [evicted(during(constant(5e6), 600))],
    expect: [idleBetween(0, 3600)],
  },
  {
    way: "series",
    name: "stays quiet about a restart of the server",
    series: [evicted(resetAt(constant(5e6), 900))],
    expect: [idleBetween(0, 3600)],
  },
  {
    way: "series",
    name: "goes on firing over a restart of the server",
    series: [evicted(resetAt(rising(100), 1200))],
    // The counter has to pass 1000 again.
    expect: [firing(1185, alert()), firing(1200)],
  },
  {
    way: "series",
    name: "counts evictions during a scrape gap",
    series: [evicted(withGap(rising(100), 900, 1020))],
    expect: [firing(1005, alert()), firing(1020, alert()), firing(1200, alert())],
  },
  {
    way: "series",
    name: "stays quiet while the metric is missing",
    series: [metric("redis_up", constant(1))],
    expect: [idleBetween(0, 1800)],
  },
  {
    way: "series",
    name: "does not add up what two scrapes report",
    series: foundTwice.flatMap((labels) => [
      evicted(rising(3), labels),
      evicted(rising(10), { ...labels, cache: "busy" }),
    ]),
    expect: [firing(1800, alert({ cache: "busy" }))],
  },
  {
    way: "series",
    name: "takes the larger of what two scrapes report",
    series: foundTwice.map((labels, index) => evicted(rising(2 + 5 * index), labels)),
    expect: [firing(1800, alert())],
  },
  {
    way: "series",
    name: "fires for each of several servers that differ in one label",
    series: [
      evicted(rising(10)),
      ...neighbours.map((labels) => evicted(rising(5), labels)),
      evicted(steps([0, 7]), { cache: "quiet" }),
    ],
    expect: [firing(1800, alert(), ...neighbours.map(alert))],
  },
];

const lives = countedCases({
  counter: evicted,
  tells,
  alert,
  texts: (count) => texts(`${count / 1000}k`),
  enough: 1100,
  windowSeconds: 300,
  neighbours,
  foundTwice,
});

export const unitTest: UnitTest = {
  alert: "RedisEvictions",
  cases: [...fires, ...threshold, ...duration, ...series, ...lives],
};
