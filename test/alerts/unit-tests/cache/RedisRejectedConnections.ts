import { constant, counting, during, resetAt, withGap, type Samples } from "../../series";
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

const alert = (labels: Labels = {}): Labels => ({ severity: "critical", team: "platform", ...target, ...labels });

const rejected = (samples: Samples, labels: Labels = {}) => metric("redis_rejected_connections_total", samples, labels);

const texts = (count: number) => ({
  summary: "Redis refuses connections.",
  description:
    `Cache sessions (10.0.0.51:9121) refused ${count} connections within 5 minutes, which it does while as many clients as it ` +
    "allows are connected, and in its protected mode.",
  runbook_url: `${RUNBOOKS}/RedisRejectedConnections.md`,
});

const fires: readonly UnitTestCase[] = [
  {
    way: "fires",
    name: "says where and how many",
    series: [rejected(counting([600, 603, 606], 40))],
    expect: [sends(660, alert(), texts(3))],
  },
];

const threshold: readonly UnitTestCase[] = [
  {
    way: "threshold",
    name: "stays quiet while none is refused, however many were before",
    series: [rejected(constant(40))],
    expect: [idleBetween(0, 1800)],
  },
  ...[15, 30, 60].map(
    (scrapeSeconds): UnitTestCase => ({
      way: "threshold",
      name: `fires at one, at ${scrapeSeconds}-second scrapes`,
      series: [rejected(counting([595], 40))],
      scrapeSeconds,
      expect: [quietUntil(585), firing(600, alert())],
    }),
  ),
];

const duration: readonly UnitTestCase[] = [
  {
    way: "duration",
    name: "fires at once, and ends when the last is five minutes past",
    series: [rejected(counting([600, 900]))],
    expect: [quietUntil(585), firing(600, alert()), firing(900, alert()), firing(1155, alert()), firing(1215)],
  },
];

const series: readonly UnitTestCase[] = [
  {
    way: "series",
    name: "stays quiet about old refusals of a series that begins",
    series: [rejected(during(constant(40), 600))],
    expect: [idleBetween(0, 1800)],
  },
  {
    way: "series",
    name: "stays quiet about a restart of the server",
    series: [rejected(resetAt(constant(40), 900))],
    expect: [idleBetween(0, 1800)],
  },
  {
    way: "series",
    name: "fires for refusals after a restart",
    series: [rejected(resetAt(counting([960], 40), 900))],
    expect: [quietUntil(945), firing(960, alert())],
  },
  {
    way: "series",
    name: "counts refusals during a scrape gap",
    series: [rejected(withGap(counting([615], 40), 600, 660))],
    expect: [quietUntil(645), firing(660, alert())],
  },
  {
    way: "series",
    name: "stays quiet while the metric is missing",
    series: [metric("redis_up", constant(1))],
    expect: [idleBetween(0, 1800)],
  },
  {
    way: "series",
    name: "counts once what two scrapes report",
    series: foundTwice.map((labels) => rejected(counting([600, 603, 606]), labels)),
    expect: [sends(660, alert(), texts(3))],
  },
  {
    way: "series",
    name: "takes the larger of what two scrapes report, where one began later",
    series: foundTwice.map((labels, index) => rejected(during(counting([600, 603, 606]), 615 * index), labels)),
    expect: [sends(660, alert(), texts(3))],
  },
  {
    way: "series",
    name: "fires for each of several servers that differ in one label",
    series: [
      rejected(counting([600])),
      ...neighbours.map((labels) => rejected(counting([605]), labels)),
      rejected(constant(7), { cache: "quiet" }),
    ],
    expect: [firing(660, alert(), ...neighbours.map(alert))],
  },
];

const lives = countedCases({
  counter: rejected,
  tells,
  alert,
  texts,
  enough: 1,
  windowSeconds: 300,
  neighbours,
  foundTwice,
});

export const unitTest: UnitTest = {
  alert: "RedisRejectedConnections",
  cases: [...fires, ...threshold, ...duration, ...series, ...lives],
};
