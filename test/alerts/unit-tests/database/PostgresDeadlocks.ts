import { constant, counting, during, resetAt, rising, withGap, type Samples } from "../../series";
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
import { foundTwice, metric, neighbours, target, tells } from "./postgres";

const alert = (labels: Labels = {}): Labels => ({
  severity: "warning",
  team: "application",
  ...target,
  datname: "shop",
  ...labels,
});

const deadlocks = (samples: Samples, labels: Labels = {}) =>
  metric("pg_stat_database_deadlocks", samples, { datid: "16384", datname: "shop", ...labels });

const texts = (count: number) => ({
  summary: "Transactions on PostgreSQL deadlock.",
  description: `${count} transactions in shop on database qualisys (10.0.0.21:9187) were aborted by a deadlock within 15 minutes (more than 5).`,
  runbook_url: `${RUNBOOKS}/PostgresDeadlocks.md`,
});

/** So many deadlocks, one every ten seconds from the time on. */
const from = (second: number, count: number) => Array.from({ length: count }, (_, index) => second + 10 * index);

const fires: readonly UnitTestCase[] = [
  {
    way: "fires",
    name: "says where and how many",
    series: [deadlocks(counting(from(900, 12), 30))],
    expect: [sends(1200, alert(), texts(12))],
  },
];

const threshold: readonly UnitTestCase[] = [15, 30, 60].flatMap((scrapeSeconds): UnitTestCase[] => [
  {
    way: "threshold",
    name: `stays quiet at exactly five within 15 minutes, at ${scrapeSeconds}-second scrapes`,
    series: [deadlocks(counting(from(905, 5), 30))],
    scrapeSeconds,
    expect: [idleBetween(0, 3600)],
  },
  {
    way: "threshold",
    name: `stays quiet at four, at ${scrapeSeconds}-second scrapes`,
    series: [deadlocks(counting(from(905, 4), 30))],
    scrapeSeconds,
    expect: [idleBetween(0, 3600)],
  },
  {
    way: "threshold",
    name: `fires at six, at ${scrapeSeconds}-second scrapes`,
    series: [deadlocks(counting(from(905, 6), 30))],
    scrapeSeconds,
    expect: [quietUntil(900), firing(1200, alert())],
  },
]);

const duration: readonly UnitTestCase[] = [
  {
    way: "duration",
    name: "fires at the sixth within 15 minutes, at once",
    series: [deadlocks(counting([...from(900, 5), 1200]))],
    expect: [quietUntil(1185), firing(1200, alert())],
  },
  {
    way: "duration",
    name: "fires when the first and the sixth are almost 15 minutes apart",
    series: [deadlocks(counting([900, 1100, 1300, 1500, 1700, 1755]))],
    expect: [firing(1755, alert())],
  },
  {
    way: "duration",
    name: "stays quiet when the first and the sixth are more than 15 minutes apart",
    series: [deadlocks(counting([900, 1100, 1300, 1500, 1700, 1845]))],
    expect: [quietUntil(3600)],
  },
  {
    way: "duration",
    name: "ends when the deadlocks are 15 minutes past",
    series: [deadlocks(counting(from(900, 6)))],
    expect: [firing(1755, alert()), firing(1815)],
  },
  {
    way: "duration",
    name: "stays quiet about a slow trickle, however long",
    series: [deadlocks(counting(Array.from({ length: 40 }, (_, index) => 240 * index)))],
    expect: [quietUntil(9600)],
  },
];

const series: readonly UnitTestCase[] = [
  {
    way: "series",
    name: "stays quiet about old deadlocks of a series that begins",
    series: [deadlocks(during(constant(500), 600))],
    expect: [idleBetween(0, 3600)],
  },
  {
    way: "series",
    name: "stays quiet when the statistics are reset",
    series: [deadlocks(resetAt(constant(500), 900))],
    expect: [idleBetween(0, 3600)],
  },
  {
    way: "series",
    name: "counts from a reset on",
    series: [deadlocks(resetAt(counting(from(1200, 6), 500), 900))],
    expect: [quietUntil(1200), firing(1350, alert())],
  },
  {
    way: "series",
    name: "counts deadlocks during a scrape gap",
    series: [deadlocks(withGap(counting(from(900, 6)), 870, 990))],
    expect: [quietUntil(975), firing(990, alert())],
  },
  {
    way: "series",
    name: "does not add up databases, nor what two scrapes report",
    series: ["shop", "auth"].flatMap((datname) =>
      foundTwice.map((labels) => deadlocks(counting(from(900, 4)), { ...labels, datname })),
    ),
    expect: [idleBetween(0, 3600)],
  },
  {
    way: "series",
    name: "is one alert where the target is found twice, also where one way began later",
    series: foundTwice.map((labels, index) => deadlocks(during(counting(from(900, 8)), 930 * index), labels)),
    expect: [firing(1200, alert())],
  },
  {
    way: "series",
    name: "distinguishes the database from neighbours that differ in one label",
    series: [
      deadlocks(rising(0.1)),
      ...[...neighbours, { datname: "auth" }].map((labels) => deadlocks(rising(0.05), labels)),
    ],
    expect: [firing(1200, alert(), ...[...neighbours, { datname: "auth" }].map(alert))],
  },
  {
    way: "series",
    name: "stays quiet while the metric is missing",
    series: [metric("pg_up", constant(1))],
    expect: [idleBetween(0, 1800)],
  },
];

const lives = countedCases({
  counter: deadlocks,
  tells,
  alert,
  texts,
  enough: 6,
  windowSeconds: 900,
  neighbours,
  foundTwice,
});

export const unitTest: UnitTest = {
  alert: "PostgresDeadlocks",
  cases: [...fires, ...threshold, ...duration, ...series, ...lives],
};
