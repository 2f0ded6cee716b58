import { constant, during, steps, type Samples } from "../../series";
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
import { exporters, foundTwice, metric, neighbours, otherSessions, sessions, target } from "./postgres";

const alert = (labels: Labels = {}): Labels => ({ severity: "warning", team: "platform", ...target, ...labels });

/** Sessions that PostgreSQL counts in a database. */
const backends = (samples: Samples, labels: Labels = {}) =>
  metric("pg_stat_database_numbackends", samples, { datid: "16384", datname: "shop", ...labels });

const fires: readonly UnitTestCase[] = [
  {
    way: "fires",
    name: "says where, and how many sessions are seen",
    series: [backends(constant(80)), sessions(constant(2), { usename: "monitoring" }), sessions(constant(0))],
    expect: [
      sends(930, alert(), {
        summary: "PostgreSQL hides sessions from its exporter.",
        description:
          "The exporter of database qualisys (10.0.0.21:9187) sees the state of 2.5% of the sessions that PostgreSQL counts " +
          "(less than 50%) for at least 15 minutes: most often its role lacks pg_read_all_stats. The alerts on connections and transactions " +
          "see the others only, and may never fire.",
        runbook_url: `${RUNBOOKS}/PostgresSessionsHidden.md`,
      }),
    ],
  },
  {
    way: "fires",
    name: "fires where the role sees the sessions of one application and not those of the others",
    series: [backends(constant(100)), sessions(constant(40))],
    expect: [firing(930, alert())],
  },
  {
    way: "fires",
    name: "fires where no session is seen, not even the exporter's own",
    series: [backends(constant(6)), sessions(constant(0))],
    expect: [firing(930, alert())],
  },
];

const threshold: readonly UnitTestCase[] = [
  {
    way: "threshold",
    name: "stays quiet where every session is seen but the exporter's own",
    series: [backends(constant(81)), sessions(constant(80))],
    expect: [idleBetween(0, 1800)],
  },
  {
    way: "threshold",
    name: "stays quiet where exactly half of the sessions are seen",
    series: [backends(constant(100)), sessions(constant(50))],
    expect: [idleBetween(0, 1800)],
  },
  {
    way: "threshold",
    name: "fires where just less than half are",
    series: [backends(constant(101)), sessions(constant(50))],
    expect: [firing(930, alert())],
  },
  {
    way: "threshold",
    name: "stays quiet on an idle server, where the exporter's own session and two workers without a state are all there is",
    series: [backends(constant(4)), sessions(constant(1), { usename: "monitoring" })],
    expect: [idleBetween(0, 1800)],
  },
  {
    way: "threshold",
    name: "fires where more than five are counted",
    series: [backends(constant(6)), sessions(constant(1), { usename: "monitoring" })],
    expect: [firing(930, alert())],
  },
  {
    way: "threshold",
    name: "stays quiet where five are counted and none is seen",
    series: [backends(constant(5)), sessions(constant(0))],
    expect: [idleBetween(0, 1800)],
  },
  {
    way: "threshold",
    name: "stays quiet where nobody is connected",
    series: [backends(constant(0)), sessions(constant(0))],
    expect: [idleBetween(0, 1800)],
  },
  {
    way: "threshold",
    name: "counts workers that are seen, as PostgreSQL does",
    series: [
      backends(constant(10)),
      sessions(constant(3), { backend_type: "autovacuum worker" }),
      sessions(constant(3), { backend_type: "parallel worker" }),
    ],
    expect: [idleBetween(0, 1800)],
  },
];

const duration: readonly UnitTestCase[] = [
  {
    way: "duration",
    name: "fires fifteen minutes after the rights were taken away, and not before",
    series: [backends(constant(80)), sessions(steps([0, 79], [600, 1]))],
    expect: [quietUntil(1485), firing(1500, alert())],
  },
  {
    way: "duration",
    name: "stays quiet when they are given back within fifteen minutes",
    series: [backends(constant(80)), sessions(steps([0, 79], [600, 1], [1485, 79]))],
    expect: [quietUntil(2700)],
  },
  {
    way: "duration",
    name: "ends as soon as they are given back",
    series: [backends(constant(80)), sessions(steps([0, 1], [1200, 79]))],
    expect: [firing(1185, alert()), firing(1200)],
  },
];

const series: readonly UnitTestCase[] = [
  ...Object.entries(exporters).map(
    ([version, { server, session }]): UnitTestCase => ({
      way: "series",
      name: `fires with the labels of postgres_exporter ${version}`,
      series: [
        backends(constant(80)),
        metric("pg_stat_activity_count", constant(1), { datname: "shop", state: "idle", ...server, ...session }),
      ],
      expect: [firing(930, alert())],
    }),
  ),
  {
    way: "series",
    name: "adds up databases on one side, and everything that distinguishes sessions on the other",
    series: [
      backends(constant(30)),
      backends(constant(30), { datid: "16385", datname: "auth" }),
      ...[{}, ...otherSessions].map((labels) => sessions(constant(6), labels)),
      metric("pg_up", constant(1)),
    ],
    expect: [idleBetween(0, 1800)],
  },
  {
    way: "series",
    name: "adds up the databases of a server of which each has few sessions",
    series: [0, 1, 2].map((id) => backends(constant(2), { datid: `${id}` })).concat(sessions(constant(1))),
    expect: [firing(930, alert())],
  },
  {
    way: "series",
    name: "adds nothing from a target that is found twice, on either side",
    series: foundTwice.flatMap((labels) => [
      backends(constant(80), labels),
      sessions(constant(30), labels),
      backends(constant(80), { ...labels, database: "seen" }),
      sessions(constant(50), { ...labels, database: "seen" }),
      backends(constant(4), { ...labels, database: "idle" }),
      sessions(constant(1), { ...labels, database: "idle" }),
    ]),
    expect: [firing(930, alert())],
  },
  {
    way: "series",
    name: "takes the larger of what two scrapes of a target report",
    series: [
      ...foundTwice.map((labels, index) => backends(constant(40 + 40 * index), labels)),
      ...foundTwice.map((labels, index) => sessions(constant(20 + 15 * index), labels)),
      ...foundTwice.map((labels, index) => backends(constant(80), { ...labels, database: `seen-${index}` })),
      ...[0, 1].flatMap((one) =>
        foundTwice.map((labels, index) => sessions(constant(10 + 35 * index), { ...labels, database: `seen-${one}` })),
      ),
    ],
    expect: [firing(930, alert())],
  },
  {
    way: "series",
    name: "distinguishes the server from neighbours that differ in one label",
    series: [
      backends(constant(80)),
      sessions(constant(1)),
      ...neighbours.flatMap((labels) => [backends(constant(80), labels), sessions(constant(79), labels)]),
    ],
    expect: [firing(930, alert())],
  },
  {
    way: "series",
    name: "fires for each of several servers",
    series: [{}, ...neighbours].flatMap((labels) => [backends(constant(80), labels), sessions(constant(1), labels)]),
    expect: [firing(930, alert(), ...neighbours.map(alert))],
  },
  {
    way: "series",
    name: "stays quiet while one side is missing, which has alerts of its own",
    series: [backends(constant(80)), sessions(constant(1), { database: "other" })],
    expect: [idleBetween(0, 1800)],
  },
  {
    way: "series",
    name: "ends with the exporter",
    series: [backends(during(constant(80), 0, 1200)), sessions(during(constant(1), 0, 1200))],
    // The last sample counts for five minutes.
    expect: [firing(1470, alert()), firing(1500)],
  },
];

export const unitTest: UnitTest = {
  alert: "PostgresSessionsHidden",
  cases: [...fires, ...threshold, ...duration, ...series],
};
