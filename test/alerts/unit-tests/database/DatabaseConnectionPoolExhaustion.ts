import { constant, during, steps } from "../../series";
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
import { exporters, foundTwice, metric, otherSessions, panelUrl, serverNeighbours, sessions, target } from "./postgres";

const alert = (labels: Labels = {}): Labels => ({ severity: "critical", team: "platform", ...target, ...labels });

const maxConnections = (value: number, labels: Labels = {}) =>
  metric("pg_settings_max_connections", constant(value), labels);

/** A server with 100 connections, of which so many are in use. */
const server = (used: number, labels: Labels = {}) => [maxConnections(100, labels), sessions(constant(used), labels)];

const fires: readonly UnitTestCase[] = [
  {
    way: "fires",
    name: "says what, where and how much",
    series: [maxConnections(200), sessions(constant(189))],
    expect: [
      sends(300, alert(), {
        summary: "PostgreSQL has fewer connections left than it should.",
        description:
          "Clients of database qualisys (10.0.0.21:9187) hold 94.5% of its max_connections (more than 90%) for at least 2 minutes.",
        runbook_url: `${RUNBOOKS}/DatabaseConnectionPoolExhaustion.md`,
        dashboard_url: panelUrl(10),
      }),
    ],
  },
  {
    way: "fires",
    name: "names a server behind a shared exporter",
    series: server(95, { server: "db-1:5432" }),
    expect: [
      sends(300, alert({ server: "db-1:5432" }), {
        summary: "PostgreSQL has fewer connections left than it should.",
        description:
          "Clients of database qualisys (db-1:5432 behind 10.0.0.21:9187) hold 95% of its max_connections (more than 90%) for at least 2 minutes.",
        runbook_url: `${RUNBOOKS}/DatabaseConnectionPoolExhaustion.md`,
        dashboard_url: panelUrl(10),
      }),
    ],
  },
  {
    way: "fires",
    name: "counts idle sessions, which hold their connections too",
    series: [...server(5), sessions(constant(87), { state: "idle" })],
    expect: [firing(300, alert())],
  },
];

const threshold: readonly UnitTestCase[] = [
  {
    way: "threshold",
    name: "stays quiet at exactly 90%",
    series: [10, 30, 100, 190, 470].flatMap((max) => [
      maxConnections(max, { database: `of-${max}` }),
      sessions(constant((max * 9) / 10), { database: `of-${max}` }),
    ]),
    expect: [idleBetween(0, 900)],
  },
  {
    way: "threshold",
    name: "stays quiet just under 90%",
    series: [maxConnections(1000), sessions(constant(899))],
    expect: [idleBetween(0, 900)],
  },
  {
    way: "threshold",
    name: "fires just over 90%",
    series: [maxConnections(1000), sessions(constant(901))],
    expect: [firing(300, alert())],
  },
  {
    way: "threshold",
    name: "does not count what takes no slot of max_connections",
    series: [
      ...server(80),
      ...["autovacuum worker", "parallel worker", "walsender"].map((backend_type) =>
        sessions(constant(10), { backend_type }),
      ),
    ],
    expect: [idleBetween(0, 900)],
  },
];

const duration: readonly UnitTestCase[] = [
  {
    way: "duration",
    name: "fires after two minutes above 90%, and not before",
    series: [maxConnections(100), sessions(steps([0, 50], [600, 91]))],
    expect: [quietUntil(705), firing(720, alert())],
  },
  {
    way: "duration",
    name: "stays quiet at less than two minutes above 90%",
    series: [maxConnections(100), sessions(steps([0, 50], [600, 95], [705, 50]))],
    expect: [quietUntil(1500)],
  },
  {
    way: "duration",
    name: "goes on firing for five minutes when a full server refuses the exporter, and then ends",
    series: [maxConnections(100), sessions(during(constant(99), 0, 600))],
    // The last sample counts for five minutes, and the alert for five more.
    expect: [firing(1170, alert()), firing(1215)],
  },
  {
    way: "duration",
    name: "goes on firing for five minutes when connections are freed, and then ends",
    series: [maxConnections(100), sessions(steps([0, 99], [600, 20]))],
    expect: [firing(885, alert()), firing(915)],
  },
];

const series: readonly UnitTestCase[] = [
  ...Object.entries(exporters).map(
    ([version, labels]): UnitTestCase => ({
      way: "series",
      name: `fires with the labels of postgres_exporter ${version}, over several databases, users and states`,
      series: [
        maxConnections(100, labels.server),
        ...["shop", "auth"].flatMap((datname) =>
          ["active", "idle", "idle in transaction"].map((state) =>
            metric("pg_stat_activity_count", constant(16), {
              ...labels.server,
              ...labels.session,
              datname,
              state,
              usename: `${datname}-user`,
              application_name: "api",
            }),
          ),
        ),
      ],
      expect: [firing(300, alert(labels.server))],
    }),
  ),
  {
    way: "series",
    name: "finds the full server among several behind one exporter",
    series: [
      ...server(96, { server: "db-1:5432" }),
      maxConnections(900, { server: "db-2:5432" }),
      sessions(constant(90), { server: "db-2:5432" }),
    ],
    expect: [firing(300, alert({ server: "db-1:5432" }))],
  },
  {
    way: "series",
    name: "distinguishes the full server from neighbours that differ in one label",
    series: [...server(96), ...serverNeighbours.flatMap((labels) => server(20, labels))],
    expect: [firing(300, alert())],
  },
  {
    way: "series",
    name: "does not add up what two exporters report of one server",
    series: ["10.0.0.21:9187", "10.0.0.22:9187"].flatMap((instance) => server(60, { instance })),
    expect: [idleBetween(0, 900)],
  },
  {
    way: "series",
    name: "does not add up what two scrapes of one exporter report",
    series: foundTwice.flatMap((labels) => [...server(60, labels), ...server(95, { ...labels, database: "full" })]),
    expect: [firing(600, alert({ database: "full" }))],
  },
  {
    way: "series",
    name: "takes the larger of what two scrapes report",
    series: foundTwice.flatMap((labels, index) => [
      ...server(85 + 10 * index, labels),
      maxConnections(100 + 10 * index, { ...labels, database: "raised" }),
      sessions(constant(95), { ...labels, database: "raised" }),
    ]),
    expect: [firing(600, alert())],
  },
  {
    way: "series",
    name: "adds up applications, users and what they wait for",
    series: [maxConnections(100), ...[{}, ...otherSessions].map((labels) => sessions(constant(19), labels))],
    expect: [firing(330, alert())],
  },
  {
    way: "series",
    name: "stays quiet while max_connections is unknown",
    series: [sessions(constant(96))],
    expect: [idleBetween(0, 900)],
  },
  {
    way: "series",
    name: "stays quiet while the sessions are unknown",
    series: [maxConnections(100)],
    expect: [idleBetween(0, 900)],
  },
];

export const unitTest: UnitTest = {
  alert: "DatabaseConnectionPoolExhaustion",
  cases: [...fires, ...threshold, ...duration, ...series],
};
