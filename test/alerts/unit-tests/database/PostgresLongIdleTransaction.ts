import { alternating, constant, during, rising, steps, type Samples } from "../../series";
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
import { exporters, foundTwice, metric, panelUrl, serverNeighbours, target } from "./postgres";

const session = { datname: "shop", usename: "app", application_name: "api" };
const alert = (labels: Labels = {}): Labels => ({
  severity: "warning",
  team: "application",
  ...target,
  ...session,
  ...labels,
});

/** Age of the oldest transaction of an application, from the newest exporter. */
const age = (samples: Samples, labels: Labels = {}) =>
  metric("pg_stat_activity_max_tx_duration", samples, {
    ...session,
    state: "idle in transaction",
    ...exporters["v0.20"]?.session,
    ...labels,
  });

/** Another value for each label that distinguishes sessions. */
const otherSessions: readonly Labels[] = [{ datname: "auth" }, { usename: "admin" }, { application_name: "worker" }];

const fires: readonly UnitTestCase[] = [
  {
    way: "fires",
    name: "says whose transaction is open, where and for how long",
    series: [age(constant(754))],
    expect: [
      sends(150, alert(), {
        summary: "A transaction is left open on PostgreSQL.",
        description:
          "A transaction of api (user app) in shop on database qualisys (10.0.0.21:9187) has been open for 12m 34s (more than 300s), " +
          "and its client does nothing.",
        runbook_url: `${RUNBOOKS}/PostgresLongIdleTransaction.md`,
        dashboard_url: panelUrl(21),
      }),
    ],
  },
  {
    way: "fires",
    name: "has words for an application without a name",
    series: [age(constant(600), { application_name: "", server: "db-1:5432" })],
    expect: [
      sends(
        150,
        { severity: "warning", team: "application", ...target, datname: "shop", usename: "app", server: "db-1:5432" },
        {
          summary: "A transaction is left open on PostgreSQL.",
          description:
            "A transaction of an unnamed application (user app) in shop on database qualisys (db-1:5432 behind 10.0.0.21:9187) " +
            "has been open for 10m 0s (more than 300s), and its client does nothing.",
          runbook_url: `${RUNBOOKS}/PostgresLongIdleTransaction.md`,
          dashboard_url: panelUrl(21),
        },
      ),
    ],
  },
  {
    way: "fires",
    name: "fires for a transaction that failed and was not rolled back",
    series: [age(constant(600), { state: "idle in transaction (aborted)" })],
    expect: [firing(150, alert())],
  },
];

const threshold: readonly UnitTestCase[] = [
  {
    way: "threshold",
    name: "stays quiet at exactly 300 seconds",
    series: [age(constant(300))],
    expect: [idleBetween(0, 900)],
  },
  {
    way: "threshold",
    name: "stays quiet just under 300 seconds",
    series: [age(constant(299))],
    expect: [idleBetween(0, 900)],
  },
  {
    way: "threshold",
    name: "fires just over 300 seconds",
    series: [age(constant(301))],
    expect: [firing(150, alert())],
  },
  {
    way: "threshold",
    name: "stays quiet about transactions whose clients work, and about connections without one",
    series: ["active", "idle", "fastpath function call", "disabled"].map((state) => age(constant(3600), { state })),
    expect: [idleBetween(0, 900)],
  },
  {
    way: "threshold",
    name: "stays quiet about the leader of a parallel dump, which waits for its workers",
    series: [age(rising(1), { application_name: "pg_dump" })],
    expect: [idleBetween(0, 3600)],
  },
];

const duration: readonly UnitTestCase[] = [
  {
    way: "duration",
    name: "fires two minutes after the transaction became too old, and not before",
    series: [age(rising(1))],
    // 315 is the first scrape above 300.
    expect: [quietUntil(420), firing(435, alert())],
  },
  {
    way: "duration",
    name: "stays quiet when the transaction ends within two minutes",
    series: [age(steps([0, 100], [600, 400], [705, 0]))],
    expect: [quietUntil(1500)],
  },
  {
    way: "duration",
    name: "stays quiet about a batch that is idle between its statements",
    series: [age(alternating([0, 900], 60)), age(alternating([900, 0], 60), { state: "active" })],
    expect: [quietUntil(3600)],
  },
  {
    way: "duration",
    name: "ends as soon as the transaction does",
    series: [age(steps([0, 900], [600, 0]))],
    expect: [firing(585, alert()), firing(600)],
  },
  {
    way: "duration",
    name: "fires at 60-second scrapes",
    series: [age(rising(1))],
    scrapeSeconds: 60,
    expect: [quietUntil(465), firing(480, alert())],
  },
];

const series: readonly UnitTestCase[] = [
  ...Object.entries(exporters).map(
    ([version, labels]): UnitTestCase => ({
      way: "series",
      name: `fires with the labels of postgres_exporter ${version}`,
      series: [
        metric("pg_stat_activity_max_tx_duration", constant(900), {
          ...labels.server,
          ...labels.session,
          ...session,
          state: "idle in transaction",
        }),
      ],
      expect: [firing(300, alert(labels.server))],
    }),
  ),
  {
    way: "series",
    name: "stays quiet about the zeros of states in which there is no session",
    series: ["idle in transaction", "idle in transaction (aborted)"].map((state) =>
      metric("pg_stat_activity_max_tx_duration", constant(0), { datname: "shop", state }),
    ),
    expect: [idleBetween(0, 900)],
  },
  {
    way: "series",
    name: "is one alert whatever the sessions of an application wait for, and however often they are found",
    series: ["ClientRead", "ClientWrite"].flatMap((wait_event) =>
      foundTwice.map((labels) => age(constant(900), { ...labels, wait_event })),
    ),
    expect: [firing(300, alert())],
  },
  {
    way: "series",
    name: "takes the oldest of an application's transactions, and no sum of them",
    series: [200, 250].flatMap((seconds, index) => [
      age(constant(seconds), { wait_event: `event-${index}` }),
      age(constant(seconds + 100), { wait_event: `event-${index}`, usename: "report" }),
    ]),
    expect: [firing(300, alert({ usename: "report" }))],
  },
  {
    way: "series",
    name: "distinguishes databases, users and applications",
    series: [age(constant(900)), ...otherSessions.map((labels) => age(constant(600), labels))],
    expect: [firing(300, alert(), ...otherSessions.map(alert))],
  },
  {
    way: "series",
    name: "distinguishes the server from neighbours that differ in one label",
    series: [age(constant(900)), ...serverNeighbours.map((labels) => age(constant(600), labels))],
    expect: [firing(300, alert(), ...serverNeighbours.map(alert))],
  },
  {
    way: "series",
    name: "ends when the session is gone, whose series is gone with it",
    series: [age(during(constant(900), 0, 600))],
    // The last sample counts for five minutes.
    expect: [firing(870, alert()), firing(900)],
  },
];

export const unitTest: UnitTest = {
  alert: "PostgresLongIdleTransaction",
  cases: [...fires, ...threshold, ...duration, ...series],
};
