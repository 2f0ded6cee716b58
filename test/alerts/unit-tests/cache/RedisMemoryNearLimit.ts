import { constant, during, steps, withGap } from "../../series";
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
import { foundTwice, metric, neighbours, panelUrl, target } from "./redis";

const alert = (labels: Labels = {}): Labels => ({ severity: "warning", team: "platform", ...target, ...labels });

const used = (bytes: number, labels: Labels = {}) => metric("redis_memory_used_bytes", constant(bytes), labels);
const limit = (bytes: number, labels: Labels = {}) => metric("redis_memory_max_bytes", constant(bytes), labels);
const policy = (maxmemory_policy: string, labels: Labels = {}) =>
  metric("redis_instance_info", constant(1), { role: "master", redis_version: "7.1.0", maxmemory_policy, ...labels });

/** A server that uses so much of its 1000 MB. */
const server = (megabytes: number, labels: Labels = {}) => [
  used(megabytes * 1e6, labels),
  limit(1000e6, labels),
  policy("noeviction", labels),
];

const fires: readonly UnitTestCase[] = [
  {
    way: "fires",
    name: "says what, where and how much",
    series: server(935),
    expect: [
      sends(330, alert(), {
        summary: "Redis is running out of memory.",
        description:
          "Cache sessions (10.0.0.51:9121) uses 93.5% of its maxmemory (more than 90%) for at least 5 minutes; when it is full it refuses writes.",
        runbook_url: `${RUNBOOKS}/RedisMemoryNearLimit.md`,
        dashboard_url: panelUrl(4),
      }),
    ],
  },
  {
    way: "fires",
    name: "fires where only keys with a time to live may be evicted: there may be none",
    series: [used(950e6), limit(1000e6), policy("volatile-lru")],
    expect: [firing(330, alert())],
  },
];

const threshold: readonly UnitTestCase[] = [
  {
    way: "threshold",
    name: "stays quiet at exactly 90%",
    series: [10, 30, 100, 190, 470].flatMap((max) => [
      limit(max, { cache: `of-${max}` }),
      used((max * 9) / 10, { cache: `of-${max}` }),
    ]),
    expect: [idleBetween(0, 1200)],
  },
  { way: "threshold", name: "stays quiet just under 90%", series: server(899), expect: [idleBetween(0, 1200)] },
  { way: "threshold", name: "fires just over 90%", series: server(901), expect: [firing(330, alert())] },
  {
    way: "threshold",
    name: "fires at any limit, however small",
    series: [used(1), limit(1)],
    expect: [firing(330, alert())],
  },
  {
    way: "threshold",
    name: "stays quiet without a limit, whatever is used",
    series: [used(64e9), limit(0), policy("noeviction")],
    expect: [idleBetween(0, 1200)],
  },
  {
    way: "threshold",
    name: "stays quiet where any key may be evicted: such a cache is full as a rule",
    series: ["allkeys-lru", "allkeys-lfu", "allkeys-random"].flatMap((name) => [
      used(1000e6, { cache: name }),
      limit(1000e6, { cache: name }),
      policy(name, { cache: name }),
    ]),
    expect: [idleBetween(0, 1200)],
  },
];

const duration: readonly UnitTestCase[] = [
  ...[15, 30, 60].map(
    (scrapeSeconds): UnitTestCase => ({
      way: "duration",
      name: `fires after five minutes above 90%, and not before, at ${scrapeSeconds}-second scrapes`,
      series: [limit(1000), metric("redis_memory_used_bytes", steps([0, 500], [600, 950]))],
      scrapeSeconds,
      expect: [quietUntil(885), firing(900, alert())],
    }),
  ),
  {
    way: "duration",
    name: "stays quiet at less than five minutes above 90%",
    series: [limit(1000), metric("redis_memory_used_bytes", steps([0, 500], [600, 990], [885, 500]))],
    expect: [quietUntil(1800)],
  },
  {
    way: "duration",
    name: "ends as soon as memory is freed",
    series: [limit(1000), metric("redis_memory_used_bytes", steps([0, 990], [600, 900]))],
    expect: [firing(585, alert()), firing(600)],
  },
];

const series: readonly UnitTestCase[] = [
  {
    way: "series",
    name: "fires where the policy is unknown",
    series: [used(950), limit(1000)],
    expect: [firing(330, alert())],
  },
  {
    way: "series",
    name: "stays quiet while the limit is unknown",
    series: [used(950), policy("noeviction")],
    expect: [idleBetween(0, 1200)],
  },
  {
    way: "series",
    name: "stays quiet while the memory in use is unknown",
    series: [limit(1000), policy("noeviction")],
    expect: [idleBetween(0, 1200)],
  },
  {
    way: "series",
    name: "goes on firing over a missed scrape, and ends when the server is gone",
    series: [limit(1000), metric("redis_memory_used_bytes", withGap(during(constant(950), 0, 1200), 600, 660))],
    // The last sample counts for five minutes.
    expect: [firing(645, alert()), firing(1470, alert()), firing(1500)],
  },
  {
    way: "series",
    name: "does not add up what two scrapes report",
    series: foundTwice.flatMap((labels) => [...server(600, labels), ...server(950, { ...labels, cache: "full" })]),
    expect: [firing(330, alert({ cache: "full" }))],
  },
  {
    way: "series",
    name: "takes the larger of what two scrapes report",
    series: foundTwice.flatMap((labels, index) => [
      ...server(850 + 100 * index, labels),
      used(950, { ...labels, cache: "raised" }),
      limit(1000 + 100 * index, { ...labels, cache: "raised" }),
    ]),
    expect: [firing(330, alert())],
  },
  {
    way: "series",
    name: "distinguishes the full server from neighbours that differ in one label, and may evict any key",
    series: [
      ...server(950),
      ...neighbours.flatMap((labels) => [used(100e6, labels), limit(1000e6, labels), policy("allkeys-lru", labels)]),
    ],
    expect: [firing(330, alert())],
  },
  {
    way: "series",
    name: "fires for each of several servers",
    series: [...server(950), ...neighbours.flatMap((labels) => server(920, labels))],
    expect: [firing(330, alert(), ...neighbours.map(alert))],
  },
];

export const unitTest: UnitTest = {
  alert: "RedisMemoryNearLimit",
  cases: [...fires, ...threshold, ...duration, ...series],
};
