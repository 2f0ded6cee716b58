import { during, resetAt, rising, speeds, withGap, type Samples } from "../../series";
import {
  everyMinute,
  firing,
  idleBetween,
  RUNBOOKS,
  sends,
  quietUntil,
  type Labels,
  type UnitTest,
  type UnitTestCase,
} from "../unit-test";
import { shareCases } from "../lives";
import { foundTwice, metric, neighbours, panelUrl, target, tells } from "./redis";

const alert = (labels: Labels = {}): Labels => ({ severity: "info", team: "application", ...target, ...labels });

const hits = (samples: Samples, labels: Labels = {}) => metric("redis_keyspace_hits_total", samples, labels);
const misses = (samples: Samples, labels: Labels = {}) => metric("redis_keyspace_misses_total", samples, labels);

/** A server with so many lookups a second that find their key, and that do not. */
const lookups = (found: number, missed: number, labels: Labels = {}) => [
  hits(rising(found), labels),
  misses(rising(missed), labels),
];

/** A little more than half an hour. */
const LATER = 2100;

const fires: readonly UnitTestCase[] = [
  {
    way: "fires",
    name: "says where, and which share is found",
    series: lookups(25, 75),
    expect: [
      sends(LATER, alert(), {
        summary: "Redis is asked for keys that it does not have.",
        description:
          "Cache sessions (10.0.0.51:9121) finds 25% of the keys that it is asked for (less than 50%), " +
          "at 10 lookups a second or more, for at least 30 minutes.",
        runbook_url: `${RUNBOOKS}/RedisLowHitRate.md`,
        dashboard_url: panelUrl(10),
      }),
    ],
  },
  {
    way: "fires",
    name: "fires where nothing at all is found",
    series: lookups(0, 20),
    expect: [firing(LATER, alert())],
  },
  {
    way: "fires",
    name: "fires when the rate collapses, though over the server's lifetime it is high",
    series: [hits((seconds) => 1e9 + 10 * seconds), misses(rising(40))],
    expect: [firing(LATER, alert())],
  },
];

const threshold: readonly UnitTestCase[] = [
  ...[15, 30, 60].map(
    (scrapeSeconds): UnitTestCase => ({
      way: "threshold",
      name: `stays quiet at exactly 50%, at ${scrapeSeconds}-second scrapes`,
      series: [7, 30, 99, 12345].flatMap((rate) => lookups(rate, rate, { cache: `with-${rate}` })),
      scrapeSeconds,
      expect: [idleBetween(0, LATER)],
    }),
  ),
  { way: "threshold", name: "stays quiet just over 50%", series: lookups(505, 495), expect: [idleBetween(0, LATER)] },
  { way: "threshold", name: "fires just under 50%", series: lookups(495, 505), expect: [firing(LATER, alert())] },
  {
    way: "threshold",
    name: "stays quiet below 10 lookups a second",
    series: lookups(1, 8.9),
    expect: [idleBetween(0, LATER)],
  },
  {
    way: "threshold",
    name: "fires just over 10 lookups a second",
    series: lookups(1, 9.1),
    expect: [firing(LATER, alert())],
  },
  { way: "threshold", name: "stays quiet without lookups", series: lookups(0, 0), expect: [idleBetween(0, LATER)] },
];

const duration: readonly UnitTestCase[] = [
  {
    way: "duration",
    name: "fires when the rate has been low for half an hour, and not before",
    series: [hits(speeds([0, 100], [1200, 0])), misses(speeds([0, 0], [1200, 100]))],
    // Half of the window is past the change after two and a half minutes.
    expect: [quietUntil(3120), firing(3180, alert())],
  },
  {
    way: "duration",
    name: "stays quiet about a new cache that fills within half an hour",
    series: [hits(during(speeds([600, 10], [2100, 90]), 600)), misses(during(speeds([600, 90], [2100, 10]), 600))],
    expect: [quietUntil(5400)],
  },
  {
    way: "duration",
    name: "ends within five minutes when keys are found again",
    series: [hits(speeds([0, 0], [2400, 100])), misses(speeds([0, 100], [2400, 0]))],
    expect: [firing(2400, alert()), firing(2520, alert()), firing(2580)],
  },
];

const series: readonly UnitTestCase[] = [
  {
    way: "series",
    name: "stays quiet while one of the metrics is missing",
    series: [hits(rising(1)), misses(rising(50), { cache: "misses" })],
    expect: [idleBetween(0, LATER)],
  },
  {
    way: "series",
    name: "goes on firing over a restart of the server",
    series: [hits(resetAt(rising(25), 2400)), misses(resetAt(rising(75), 2400))],
    expect: [firing(2385, alert()), firing(2400, alert()), firing(2700, alert())],
  },
  {
    way: "series",
    name: "goes on firing over a scrape gap",
    series: [hits(withGap(rising(25), 2400, 2520)), misses(withGap(rising(75), 2400, 2520))],
    expect: [firing(2505, alert()), firing(2520, alert()), firing(2700, alert())],
  },
  {
    way: "series",
    name: "counts a target that is found twice once",
    series: foundTwice.flatMap((labels) => [
      ...lookups(1, 5, labels),
      ...lookups(10, 50, { ...labels, cache: "busy" }),
    ]),
    expect: [firing(LATER, alert({ cache: "busy" }))],
  },
  {
    way: "series",
    name: "takes the larger of what two scrapes report",
    series: foundTwice.flatMap((labels, index) => [
      ...[hits(rising(20 + 80 * index), labels), misses(rising(120), labels)],
      ...[
        hits(rising(20 + 80 * index), { ...labels, cache: "good" }),
        misses(rising(90), { ...labels, cache: "good" }),
      ],
      ...[
        hits(rising(100), { ...labels, cache: "bad" }),
        misses(rising(20 + 100 * index), { ...labels, cache: "bad" }),
      ],
    ]),
    expect: [firing(LATER, alert(), alert({ cache: "bad" }))],
  },
  {
    way: "series",
    name: "distinguishes the server from neighbours that differ in one label",
    series: [...lookups(25, 75), ...neighbours.flatMap((labels) => lookups(990, 10, labels))],
    expect: [firing(LATER, alert())],
  },
  {
    way: "series",
    name: "fires for each of several servers",
    series: [...lookups(25, 75), ...neighbours.flatMap((labels) => lookups(4, 8, labels))],
    expect: [firing(LATER, alert(), ...neighbours.map(alert))],
  },
];

const lives = shareCases({
  counters: { found: hits, missed: misses },
  tells,
  alert,
  share: 0.5,
  guard: 10,
  firesSeconds: LATER,
  neighbours,
  foundTwice,
});

export const unitTest: UnitTest = {
  alert: "RedisLowHitRate",
  cases: [...everyMinute([...fires, ...series]), ...threshold, ...duration, ...lives],
};
