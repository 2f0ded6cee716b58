import { constant, steps } from "../../series";
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
import { exporters, foundTwice, metric, otherSessions, serverNeighbours, sessions, target } from "./postgres";

const alert = (labels: Labels = {}): Labels => ({ severity: "warning", team: "platform", ...target, ...labels });

const setting = (name: string, value: number, labels: Labels = {}) =>
  metric(`pg_settings_${name}`, constant(value), labels);

/** Settings of a server: all connections, those for superusers, and from PostgreSQL 16 on those for a role. */
const settings = (maximum: number, superuser: number, reserved?: number, labels: Labels = {}) => [
  setting("max_connections", maximum, labels),
  setting("superuser_reserved_connections", superuser, labels),
  ...(reserved === undefined ? [] : [setting("reserved_connections", reserved, labels)]),
];

/** A server of which 100 connections are usable and so many in use. */
const server = (used: number, labels: Labels = {}) => [
  ...settings(105, 3, 2, labels),
  sessions(constant(used), labels),
];

const fires: readonly UnitTestCase[] = [
  {
    way: "fires",
    name: "says what, where and how much",
    series: [...settings(203, 3), sessions(constant(175))],
    expect: [
      sends(330, alert(), {
        summary: "PostgreSQL has fewer connections left for ordinary clients than it should.",
        description:
          "Clients of database qualisys (10.0.0.21:9187) hold as many as 87.5% of the connections that are not reserved (more than 80%) for at least 5 minutes.",
        runbook_url: `${RUNBOOKS}/PostgresConnectionsNearLimit.md`,
      }),
    ],
  },
  {
    way: "fires",
    name: "fires on a small server, of which ordinary clients can never have 90%",
    series: [...settings(20, 3), sessions(constant(14))],
    expect: [firing(330, alert())],
  },
  {
    way: "fires",
    name: "counts idle sessions, which hold their connections too",
    series: [...server(1), sessions(constant(80), { state: "idle" })],
    expect: [firing(330, alert())],
  },
];

const threshold: readonly UnitTestCase[] = [
  {
    way: "threshold",
    name: "stays quiet at exactly 80%, whatever is reserved",
    series: [
      ...settings(103, 3, undefined, { database: "before-16" }),
      sessions(constant(80), { database: "before-16" }),
      ...settings(105, 3, 2, { database: "since-16" }),
      sessions(constant(80), { database: "since-16" }),
      ...settings(18, 3, undefined, { database: "small" }),
      sessions(constant(12), { database: "small" }),
      ...settings(1000, 0, 0, { database: "none-reserved" }),
      sessions(constant(800), { database: "none-reserved" }),
    ],
    expect: [idleBetween(0, 1200)],
  },
  {
    way: "threshold",
    name: "stays quiet just under 80%",
    series: [...settings(1003, 3), sessions(constant(799))],
    expect: [idleBetween(0, 1200)],
  },
  {
    way: "threshold",
    name: "fires just over 80%",
    series: [...settings(1003, 3), sessions(constant(801))],
    expect: [firing(330, alert())],
  },
  {
    way: "threshold",
    name: "fires just over 80% of what a reserved role leaves",
    series: [...settings(1007, 3, 4), sessions(constant(801))],
    expect: [firing(330, alert())],
  },
  {
    way: "threshold",
    name: "does not count what takes no slot of max_connections",
    series: [
      ...server(60),
      ...["autovacuum worker", "parallel worker", "walsender"].map((backend_type) =>
        sessions(constant(10), { backend_type }),
      ),
    ],
    expect: [idleBetween(0, 1200)],
  },
];

const duration: readonly UnitTestCase[] = [
  {
    way: "duration",
    name: "fires after five minutes above 80%, and not before",
    series: [...settings(103, 3), sessions(steps([0, 50], [600, 81]))],
    expect: [quietUntil(885), firing(900, alert())],
  },
  {
    way: "duration",
    name: "stays quiet at less than five minutes above 80%",
    series: [...settings(103, 3), sessions(steps([0, 50], [600, 95], [885, 50]))],
    expect: [quietUntil(1800)],
  },
  {
    way: "duration",
    name: "ends as soon as connections are freed",
    series: [...settings(103, 3), sessions(steps([0, 95], [600, 50]))],
    expect: [firing(585, alert()), firing(600)],
  },
];

const series: readonly UnitTestCase[] = [
  ...Object.entries(exporters).map(
    ([version, labels]): UnitTestCase => ({
      way: "series",
      name: `fires with the labels of postgres_exporter ${version}, over several databases and states`,
      series: [
        ...settings(105, 3, 2, labels.server),
        ...["shop", "auth"].flatMap((datname) =>
          ["active", "idle", "idle in transaction"].map((state) =>
            metric("pg_stat_activity_count", constant(14), {
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
      expect: [firing(330, alert(labels.server))],
    }),
  ),
  {
    way: "series",
    name: "takes a reserve that the server does not know for none",
    series: [
      setting("max_connections", 100),
      sessions(constant(81)),
      setting("max_connections", 100, { database: "enough" }),
      sessions(constant(80), { database: "enough" }),
    ],
    expect: [firing(330, alert())],
  },
  {
    way: "series",
    name: "distinguishes the full server from neighbours that differ in one label",
    series: [
      ...server(85),
      ...serverNeighbours.flatMap((labels) => [...settings(1000, 500, 100, labels), sessions(constant(20), labels)]),
    ],
    expect: [firing(330, alert())],
  },
  {
    way: "series",
    name: "does not take a neighbour's reserve for the server's",
    series: [
      setting("max_connections", 100),
      sessions(constant(78)),
      ...serverNeighbours.flatMap((labels) => settings(1000, 500, 100, labels)),
    ],
    expect: [idleBetween(0, 1200)],
  },
  {
    way: "series",
    name: "does not add up what two scrapes of one exporter report",
    series: foundTwice.flatMap((labels) => [...server(60, labels), ...server(95, { ...labels, database: "full" })]),
    expect: [firing(330, alert({ database: "full" }))],
  },
  {
    way: "series",
    name: "takes the larger of what two scrapes report",
    series: foundTwice.flatMap((labels, index) => [
      ...server(75 + 10 * index, labels),
      ...settings(105 + 10 * index, 3, 2, { ...labels, database: "raised" }),
      sessions(constant(85), { ...labels, database: "raised" }),
    ]),
    expect: [firing(330, alert())],
  },
  {
    way: "series",
    name: "adds up applications, users and what they wait for",
    series: [...settings(103, 3), ...[{}, ...otherSessions].map((labels) => sessions(constant(19), labels))],
    expect: [firing(330, alert())],
  },
  {
    way: "series",
    name: "stays quiet while max_connections is unknown",
    series: [sessions(constant(96))],
    expect: [idleBetween(0, 1200)],
  },
  {
    way: "series",
    name: "stays quiet while the sessions are unknown",
    series: settings(100, 3),
    expect: [idleBetween(0, 1200)],
  },
];

export const unitTest: UnitTest = {
  alert: "PostgresConnectionsNearLimit",
  cases: [...fires, ...threshold, ...duration, ...series],
};
