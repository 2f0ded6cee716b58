import { constant, during, steps, type Series } from "../../series";
import {
  firing,
  idleBetween,
  quietUntil,
  RUNBOOKS,
  sends,
  type Labels,
  type UnitTest,
  type UnitTestCase,
} from "../unit-test";
import { foundTwice, metric, neighbours, target } from "./redis";

const alert = (missing: string, labels: Labels = {}): Labels => ({
  severity: "warning",
  team: "platform",
  ...target,
  metric: missing,
  ...labels,
});

/** What alerts need of every server. */
const needed = [
  "redis_connected_clients",
  "redis_rejected_connections_total",
  "redis_memory_used_bytes",
  "redis_memory_max_bytes",
  "redis_evicted_keys_total",
  "redis_keyspace_hits_total",
  "redis_keyspace_misses_total",
];

const up = (value: number, labels: Labels = {}) => metric("redis_up", constant(value), labels);
const version = (redis_version: string, labels: Labels = {}) =>
  metric("redis_instance_info", constant(1), { redis_version, role: "master", ...labels });

/** A server of a version that gives all of these metrics. */
const server = (metrics: readonly string[], labels: Labels = {}, redis_version = "7.2.4"): Series[] => [
  up(1, labels),
  version(redis_version, labels),
  ...metrics.map((name) => metric(name, constant(0), labels)),
];

const all = [...needed, "redis_max_clients"];
const without = (missing: string): string[] => all.filter((name) => name !== missing);

/** Of servers that tell in INFO how many clients may connect, and of servers that do not. */
const telling = ["6.2.6", "6.2", "6.9.0", "7.0.15", "7.1.0", "8.2.1", "9.0.0", "10.0.1", "255.255.255"];
const silent = ["", "2.8.24", "3.2.10", "4.0.10", "5.0.6", "6.0.16", "6.1.0"];

const fires: readonly UnitTestCase[] = [
  {
    way: "fires",
    name: "says of which server which metric is missing",
    series: server(without("redis_keyspace_hits_total")),
    expect: [
      sends(330, alert("redis_keyspace_hits_total"), {
        summary: "Redis is up and lacks metrics.",
        description:
          "Cache sessions (10.0.0.51:9121) has let its exporter in and given no redis_keyspace_hits_total for at least 5 minutes. " +
          "The alerts that rest on this metric are blind.",
        runbook_url: `${RUNBOOKS}/RedisMetricsMissing.md`,
      }),
    ],
  },
  {
    way: "fires",
    name: "is an alert for each metric, where the exporter can't read anything of a server",
    series: [up(1), version("7.2.4")],
    expect: [firing(330, ...all.map((missing) => alert(missing)))],
  },
  ...all.map(
    (missing): UnitTestCase => ({
      way: "fires",
      name: `misses ${missing}`,
      series: [...server(without(missing)), ...neighbours.flatMap((labels) => server(all, labels))],
      expect: [firing(330, alert(missing))],
    }),
  ),
];

const threshold: readonly UnitTestCase[] = [
  {
    way: "threshold",
    name: "stays quiet about a server that gives all",
    series: server(all),
    expect: [idleBetween(0, 1200)],
  },
  {
    way: "threshold",
    name: "stays quiet where a server is down: another alert says so",
    series: [up(0), version("7.2.4")],
    expect: [idleBetween(0, 1200)],
  },
  {
    way: "threshold",
    name: "stays quiet about how many clients may connect where the server's version does not tell",
    series: [
      ...silent.flatMap((each) => server(needed, { cache: `at-${each}` }, each)),
      ...server(needed).slice(2),
      up(1),
    ],
    expect: [idleBetween(0, 1200)],
  },
  {
    way: "threshold",
    name: "fires about how many clients may connect where the server's version tells",
    series: telling.flatMap((each) => server(needed, { cache: `at-${each}` }, each)),
    expect: [firing(330, ...telling.map((each) => alert("redis_max_clients", { cache: `at-${each}` })))],
  },
];

const duration: readonly UnitTestCase[] = [
  ...[15, 30, 60].map(
    (scrapeSeconds): UnitTestCase => ({
      way: "duration",
      name: `fires after five minutes, and not before, at ${scrapeSeconds}-second scrapes`,
      series: [metric("redis_up", steps([0, 0], [600, 1])), version("7.2.4")].concat(
        without("redis_memory_used_bytes").map((name) => metric(name, constant(0))),
      ),
      scrapeSeconds,
      expect: [quietUntil(885), firing(900, alert("redis_memory_used_bytes"))],
    }),
  ),
  {
    way: "duration",
    name: "ends as soon as the metric comes",
    series: [
      ...server(without("redis_memory_used_bytes")),
      metric("redis_memory_used_bytes", during(constant(1), 600)),
    ],
    expect: [firing(585, alert("redis_memory_used_bytes")), firing(600)],
  },
];

const series: readonly UnitTestCase[] = [
  {
    way: "series",
    name: "stays quiet where nothing is known of a server",
    series: [metric("up", constant(1))],
    expect: [idleBetween(0, 900)],
  },
  {
    way: "series",
    name: "is one alert where the target is found twice, and none where one way has the metric",
    series: foundTwice.flatMap((labels, index) => [
      ...server(without("redis_evicted_keys_total"), labels),
      ...(index === 0 ? [metric("redis_evicted_keys_total", constant(0), labels)] : []),
    ]),
    expect: [idleBetween(0, 900)],
  },
  ...[0, 1].map(
    (other): UnitTestCase => ({
      way: "series",
      name: `is one alert for each metric where the target is found twice, ${other === 1 ? "and lacks it both ways" : "and answers only one way"}`,
      series: all.flatMap((missing) =>
        foundTwice.flatMap((labels, index) => [
          ...server(without(missing), { ...labels, cache: missing }).slice(1),
          up(index === 0 ? 1 : other, { ...labels, cache: missing }),
        ]),
      ),
      expect: [firing(330, ...all.map((missing) => alert(missing, { cache: missing })))],
    }),
  ),
  {
    way: "series",
    name: "distinguishes the version of neighbours that differ in one label",
    series: [
      ...server(needed, {}, "6.0.16"),
      ...neighbours.flatMap((labels) => server(all, labels)),
      ...server(needed, { cache: "new" }),
    ],
    expect: [firing(330, alert("redis_max_clients", { cache: "new" }))],
  },
];

export const unitTest: UnitTest = {
  alert: "RedisMetricsMissing",
  cases: [...fires, ...threshold, ...duration, ...series],
};
