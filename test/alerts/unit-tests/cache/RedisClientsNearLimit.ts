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
import { foundTwice, metric, neighbours, target } from "./redis";

const alert = (labels: Labels = {}): Labels => ({ severity: "warning", team: "platform", ...target, ...labels });

const clients = (count: number, labels: Labels = {}) => metric("redis_connected_clients", constant(count), labels);
const maximum = (count: number, labels: Labels = {}) => metric("redis_max_clients", constant(count), labels);

/** A server with so many of its 1000 clients. */
const server = (count: number, labels: Labels = {}) => [clients(count, labels), maximum(1000, labels)];

const fires: readonly UnitTestCase[] = [
  {
    way: "fires",
    name: "says what, where and how much",
    series: server(875),
    expect: [
      sends(330, alert(), {
        summary: "Redis is running out of connections.",
        description:
          "Cache sessions (10.0.0.51:9121) has 87.5% of the clients that may connect (more than 80%) for at least 5 minutes.",
        runbook_url: `${RUNBOOKS}/RedisClientsNearLimit.md`,
      }),
    ],
  },
];

const threshold: readonly UnitTestCase[] = [
  {
    way: "threshold",
    name: "stays quiet at exactly 80%",
    series: [10, 30, 100, 65000].flatMap((max) => [
      maximum(max, { cache: `of-${max}` }),
      clients((max * 8) / 10, { cache: `of-${max}` }),
    ]),
    expect: [idleBetween(0, 1200)],
  },
  { way: "threshold", name: "stays quiet just under 80%", series: server(799), expect: [idleBetween(0, 1200)] },
  { way: "threshold", name: "fires just over 80%", series: server(801), expect: [firing(330, alert())] },
  {
    way: "threshold",
    name: "fires at any limit, however small",
    series: [clients(1), maximum(1)],
    expect: [firing(330, alert())],
  },
];

const duration: readonly UnitTestCase[] = [
  ...[15, 30, 60].map(
    (scrapeSeconds): UnitTestCase => ({
      way: "duration",
      name: `fires after five minutes above 80%, and not before, at ${scrapeSeconds}-second scrapes`,
      series: [maximum(1000), metric("redis_connected_clients", steps([0, 100], [600, 850]))],
      scrapeSeconds,
      expect: [quietUntil(885), firing(900, alert())],
    }),
  ),
  {
    way: "duration",
    name: "stays quiet at less than five minutes above 80%",
    series: [maximum(1000), metric("redis_connected_clients", steps([0, 100], [600, 950], [885, 100]))],
    expect: [quietUntil(1800)],
  },
  {
    way: "duration",
    name: "ends as soon as clients leave",
    series: [maximum(1000), metric("redis_connected_clients", steps([0, 950], [600, 800]))],
    expect: [firing(585, alert()), firing(600)],
  },
];

const series: readonly UnitTestCase[] = [
  {
    way: "series",
    name: "stays quiet where the limit is unknown, as with older exporters without CONFIG, or 0",
    series: [clients(900), clients(900, { cache: "zero" }), maximum(0, { cache: "zero" })],
    expect: [idleBetween(0, 1200)],
  },
  {
    way: "series",
    name: "stays quiet while the clients are unknown",
    series: [maximum(1000)],
    expect: [idleBetween(0, 1200)],
  },
  {
    way: "series",
    name: "goes on firing over a missed scrape, and ends when the server is gone",
    series: [maximum(1000), metric("redis_connected_clients", withGap(during(constant(950), 0, 1200), 600, 660))],
    // The last sample counts for five minutes.
    expect: [firing(645, alert()), firing(1470, alert()), firing(1500)],
  },
  {
    way: "series",
    name: "does not add up what two scrapes report",
    series: foundTwice.flatMap((labels) => [...server(500, labels), ...server(900, { ...labels, cache: "full" })]),
    expect: [firing(330, alert({ cache: "full" }))],
  },
  {
    way: "series",
    name: "takes the larger of what two scrapes report",
    series: foundTwice.flatMap((labels, index) => [
      ...server(750 + 100 * index, labels),
      clients(850, { ...labels, cache: "raised" }),
      maximum(1000 + 100 * index, { ...labels, cache: "raised" }),
    ]),
    expect: [firing(330, alert())],
  },
  {
    way: "series",
    name: "distinguishes the full server from neighbours that differ in one label",
    series: [...server(900), ...neighbours.flatMap((labels) => [clients(100, labels), maximum(65000, labels)])],
    expect: [firing(330, alert())],
  },
  {
    way: "series",
    name: "fires for each of several servers",
    series: [...server(900), ...neighbours.flatMap((labels) => server(850, labels))],
    expect: [firing(330, alert(), ...neighbours.map(alert))],
  },
];

export const unitTest: UnitTest = {
  alert: "RedisClientsNearLimit",
  cases: [...fires, ...threshold, ...duration, ...series],
};
