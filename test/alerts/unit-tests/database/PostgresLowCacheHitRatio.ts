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
import { foundTwice, metric, neighbours, panelUrl, target, tells } from "./postgres";

const alert = (labels: Labels = {}): Labels => ({ severity: "info", team: "platform", ...target, ...labels });

const hit = (samples: Samples, labels: Labels = {}) =>
  metric("pg_stat_database_blks_hit", samples, { datid: "16384", datname: "shop", ...labels });
const read = (samples: Samples, labels: Labels = {}) =>
  metric("pg_stat_database_blks_read", samples, { datid: "16384", datname: "shop", ...labels });

/** A database with so many blocks a second, found and read from disk. */
const blocks = (hits: number, reads: number, labels: Labels = {}) => [
  hit(rising(hits), labels),
  read(rising(reads), labels),
];

/** A little more than an hour. */
const LATER = 4200;

const fires: readonly UnitTestCase[] = [
  {
    way: "fires",
    name: "says where, and which share is found",
    series: blocks(7500, 2500),
    expect: [
      sends(LATER, alert(), {
        summary: "PostgreSQL finds too little in its shared buffers.",
        description:
          "Database qualisys (10.0.0.21:9187) finds 75% of its blocks in shared buffers (less than 90%), " +
          "while it reads at least 1000 blocks a second, for at least 1 hour. " +
          "The others come from the system's cache or from disk.",
        runbook_url: `${RUNBOOKS}/PostgresLowCacheHitRatio.md`,
        dashboard_url: panelUrl(31),
      }),
    ],
  },
  {
    way: "fires",
    name: "fires where nothing at all is found",
    series: blocks(0, 5000),
    expect: [firing(LATER, alert())],
  },
  {
    way: "fires",
    name: "takes a server's databases together, for the traffic and for the share",
    series: [
      ...blocks(600, 200),
      ...blocks(200, 10, { datname: "auth" }),
      ...blocks(8000, 4000, { database: "low" }),
      ...blocks(8000, 200, { database: "low", datname: "auth" }),
      ...blocks(5000, 200, { database: "high" }),
      ...blocks(5000, 200, { database: "high", datname: "auth" }),
      ...blocks(4500, 600, { database: "spread" }),
      ...blocks(4500, 600, { database: "spread", datname: "auth" }),
    ],
    expect: [firing(LATER, alert(), alert({ database: "low" }), alert({ database: "spread" }))],
  },
];

const threshold: readonly UnitTestCase[] = [
  ...[15, 30, 60].map(
    (scrapeSeconds): UnitTestCase => ({
      way: "threshold",
      name: `stays quiet at exactly 90%, at ${scrapeSeconds}-second scrapes`,
      series: [
        [900, 100],
        [1800, 200],
        [6300, 700],
        [9999, 1111],
      ].flatMap(([hits = 0, reads = 0]) => blocks(hits, reads, { database: `of-${hits}` })),
      scrapeSeconds,
      expect: [idleBetween(0, LATER)],
    }),
  ),
  { way: "threshold", name: "stays quiet just over 90%", series: blocks(9004, 996), expect: [idleBetween(0, LATER)] },
  { way: "threshold", name: "fires just under 90%", series: blocks(8996, 1004), expect: [firing(LATER, alert())] },
  {
    way: "threshold",
    name: "stays quiet below 1000 blocks a second, as on an idle server",
    series: blocks(500, 495),
    expect: [idleBetween(0, LATER)],
  },
  {
    way: "threshold",
    name: "fires just over 1000 blocks a second",
    series: blocks(505, 500),
    expect: [firing(LATER, alert())],
  },
  {
    way: "threshold",
    name: "stays quiet where nothing is read",
    series: blocks(0, 0),
    expect: [idleBetween(0, LATER)],
  },
];

const duration: readonly UnitTestCase[] = [
  {
    way: "duration",
    name: "fires when the ratio has been low for an hour, and not before",
    series: [hit(speeds([0, 10000], [1200, 0])), read(speeds([0, 0], [1200, 10000]))],
    // Two minutes later, a fifth of the window is past the change: the ratio is below 90% from about there on.
    expect: [quietUntil(4815), firing(4935, alert())],
  },
  {
    way: "duration",
    name: "stays quiet about a backup that reads everything for 45 minutes",
    series: [hit(rising(5000)), read(speeds([0, 50], [1800, 50000], [4500, 50]))],
    expect: [quietUntil(9000)],
  },
  {
    way: "duration",
    name: "stays quiet about a new server whose buffers fill within an hour",
    series: [hit(during(speeds([600, 500], [3600, 5000]), 600)), read(during(speeds([600, 4500], [3600, 50]), 600))],
    expect: [quietUntil(9000)],
  },
  {
    way: "duration",
    name: "ends within ten minutes when the blocks are found again",
    series: [hit(speeds([0, 0], [4500, 10000])), read(speeds([0, 10000], [4500, 0]))],
    expect: [firing(4500, alert()), firing(4980, alert()), firing(5085)],
  },
];

const series: readonly UnitTestCase[] = [
  {
    way: "series",
    name: "stays quiet while one of the metrics is missing",
    series: [hit(rising(5000)), read(rising(5000), { database: "reads" })],
    expect: [idleBetween(0, LATER)],
  },
  {
    way: "series",
    name: "goes on firing when the statistics are reset",
    series: [hit(resetAt(rising(7500), 4500)), read(resetAt(rising(2500), 4500))],
    expect: [firing(4485, alert()), firing(4500, alert()), firing(4800, alert())],
  },
  {
    way: "series",
    name: "goes on firing over a scrape gap",
    series: [hit(withGap(rising(7500), 4200, 4500)), read(withGap(rising(2500), 4200, 4500))],
    expect: [firing(4485, alert()), firing(4800, alert())],
  },
  {
    way: "series",
    name: "counts a target that is found twice once",
    series: foundTwice.flatMap((labels) => [
      ...blocks(300, 300, labels),
      ...blocks(4000, 4000, { ...labels, database: "busy" }),
    ]),
    expect: [firing(LATER, alert({ database: "busy" }))],
  },
  {
    way: "series",
    name: "takes the larger of what two scrapes report",
    series: foundTwice.flatMap((labels, index) => [
      ...blocks(8500, 500 + 1000 * index, labels),
      ...blocks(1000 + 8500 * index, 500, { ...labels, database: "high" }),
      ...blocks(100 + 8400 * index, 1500, { ...labels, database: "low" }),
    ]),
    expect: [firing(LATER, alert(), alert({ database: "low" }))],
  },
  {
    way: "series",
    name: "distinguishes the server from neighbours that differ in one label",
    series: [...blocks(7500, 2500), ...neighbours.flatMap((labels) => blocks(99000, 1000, labels))],
    expect: [firing(LATER, alert())],
  },
  {
    way: "series",
    name: "fires for each of several servers",
    series: [...blocks(7500, 2500), ...neighbours.flatMap((labels) => blocks(750, 270, labels))],
    expect: [firing(LATER, alert(), ...neighbours.map(alert))],
  },
];

const lives = shareCases({
  counters: { found: hit, missed: read },
  tells,
  alert,
  share: 0.9,
  guard: 1000,
  firesSeconds: LATER,
  neighbours,
  foundTwice,
});

export const unitTest: UnitTest = {
  alert: "PostgresLowCacheHitRatio",
  cases: [...everyMinute([...fires, ...series]), ...threshold, ...duration, ...lives],
};
