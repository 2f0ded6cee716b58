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

/** Keys of one database, and those of them that have a time to live. */
const keys = (db: string, all: number, expiring: number, labels: Labels = {}) => [
  metric("redis_db_keys", constant(all), { db, ...labels }),
  metric("redis_db_keys_expiring", constant(expiring), { db, ...labels }),
];

const VOLATILE = ["volatile-lru", "volatile-lfu", "volatile-random", "volatile-ttl"];

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
          "Cache sessions (10.0.0.51:9121) uses 93.5% of its maxmemory (more than 90%) for at least 5 minutes. When it is full and has no key that it may evict, it refuses writes.",
        runbook_url: `${RUNBOOKS}/RedisMemoryNearLimit.md`,
        dashboard_url: panelUrl(4),
      }),
    ],
  },
  {
    way: "fires",
    name: "fires where only keys with a time to live may be evicted, and how many have one is unknown",
    series: [used(950e6), limit(1000e6), policy("volatile-lru")],
    expect: [firing(330, alert())],
  },
  {
    way: "fires",
    name: "fires where only keys with a time to live may be evicted, and there is no key",
    series: [used(950e6), limit(1000e6), policy("volatile-lru"), ...keys("db0", 0, 0)],
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

/** A full cache that evicts only keys with a time to live, for each such policy, each under its name. */
const volatile = (expiring: number): UnitTestCase["series"] =>
  VOLATILE.flatMap((cache) => [
    ...[used(999e6, { cache }), limit(1000e6, { cache }), policy(cache, { cache })],
    ...keys("db0", 600, 600, { cache }),
    ...keys("db1", 400, expiring - 600, { cache }),
  ]);

const evictable: readonly UnitTestCase[] = [
  {
    way: "threshold",
    name: "stays quiet where 90% of the keys may be evicted, over all databases: such a cache is full as a rule",
    series: volatile(900),
    expect: [idleBetween(0, 1200)],
  },
  {
    way: "threshold",
    name: "fires where a few less may be",
    series: volatile(899),
    expect: [firing(330, ...VOLATILE.map((cache) => alert({ cache })))],
  },
  {
    way: "threshold",
    name: "fires where every key has a time to live, and none may be evicted",
    series: [...server(950), ...keys("db0", 100, 100)],
    expect: [firing(330, alert())],
  },
  {
    way: "series",
    name: "counts the keys of a target that is found twice once",
    series: foundTwice.flatMap((labels, index) => [
      ...[used(950e6, labels), limit(1000e6, labels), policy("volatile-lru", labels)],
      ...keys("db0", 800 + 100 * index, 800 + 100 * index, labels),
      ...(index === 0 ? keys("db1", 100, 0, labels) : []),
    ]),
    expect: [idleBetween(0, 1200)],
  },
  {
    way: "series",
    name: "counts no key twice that has no time to live",
    series: foundTwice.flatMap((labels, index) => [
      ...[used(950e6, labels), limit(1000e6, labels), policy("volatile-lru", labels)],
      ...keys("db0", 880, 880, labels),
      ...keys("db1", 10 + 90 * index, 0, labels),
    ]),
    expect: [firing(330, alert())],
  },
  {
    way: "series",
    name: "distinguishes the full server from neighbours that differ in one label, and may evict every key",
    series: [
      ...[...server(950), ...keys("db0", 100, 10)],
      ...neighbours.flatMap((labels) => [
        ...[used(950e6, labels), limit(1000e6, labels), policy("volatile-lru", labels)],
        ...keys("db0", 1000, 1000, labels),
      ]),
    ],
    expect: [firing(330, alert())],
  },
  {
    way: "series",
    name: "fires where none of the keys with a time to live may be evicted, beside neighbours that may evict theirs",
    series: [
      ...[...server(950), ...keys("db0", 100, 100)],
      ...neighbours.map((labels) => policy("volatile-lru", labels)),
    ],
    expect: [firing(330, alert())],
  },
  {
    way: "series",
    name: "distinguishes the policy and the keys of neighbours that differ in one label",
    series: [
      ...[used(950e6), limit(1000e6), policy("volatile-lru"), ...keys("db0", 100, 10)],
      ...neighbours.flatMap((labels) => [policy("volatile-lru", labels), ...keys("db0", 9000, 9000, labels)]),
    ],
    expect: [firing(330, alert())],
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
  cases: [...fires, ...threshold, ...evictable, ...duration, ...series],
};
