import { alternating, constant, during, steps, withGap } from "../../series";
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
import { exporters, foundTwice, metric, neighbours, target } from "./postgres";

const alert = (labels: Labels = {}): Labels => ({ severity: "critical", team: "platform", ...target, ...labels });

const up = (labels: Labels = {}) => metric("pg_up", constant(1), labels);
const settings = (labels: Labels = {}) => metric("pg_settings_max_connections", constant(100), labels);
const sessions = (labels: Labels = {}) => metric("pg_stat_activity_count", constant(20), labels);
/** All that has to be there. */
const metrics = (labels: Labels = {}) => [settings(labels), sessions(labels)];

const fires: readonly UnitTestCase[] = [
  {
    way: "fires",
    name: "says which database gives no metrics",
    series: [up()],
    expect: [
      sends(330, alert(), {
        summary: "PostgreSQL lets its exporter in and gives no metrics.",
        description:
          "The exporter of database qualisys (10.0.0.21:9187) is let in, and the server's settings or sessions have been missing for at least 5 minutes: " +
          "it may refuse new connections, or what asks for them fails. The alerts on connections are blind, and perhaps all others.",
        runbook_url: `${RUNBOOKS}/PostgresMetricsMissing.md`,
      }),
    ],
  },
  {
    way: "fires",
    name: "fires when a full server refuses the collectors of the exporter v0.20, which keep no metric",
    series: [
      up(),
      metric("pg_settings_max_connections", during(constant(100), 0, 600)),
      metric("pg_stat_activity_count", during(constant(80), 0, 600)),
    ],
    // The last sample, at 585, counts for five minutes.
    expect: [quietUntil(1170), firing(1200, alert())],
  },
];

const either: readonly UnitTestCase[] = [
  {
    way: "fires",
    name: "fires when sessions alone are gone, without which the alerts on connections are as blind",
    series: [up(), settings(), metric("pg_stat_activity_count", during(constant(20), 0, 600))],
    expect: [quietUntil(1170), firing(1200, alert())],
  },
  {
    way: "fires",
    name: "fires when settings alone are gone",
    series: [up(), sessions(), metric("pg_settings_max_connections", during(constant(100), 0, 600))],
    expect: [quietUntil(1170), firing(1200, alert())],
  },
  {
    way: "fires",
    name: "fires while a full server lets the exporter in at every other scrape and gives no metrics",
    series: [metric("pg_up", alternating([1, 0], 60))],
    scrapeSeconds: 60,
    expect: [firing(360, alert()), firing(390, alert()), firing(900, alert())],
  },
  {
    way: "duration",
    name: "ends two minutes after the last scrape that let the exporter in",
    series: [metric("pg_up", steps([0, 1], [600, 0]))],
    expect: [firing(690, alert()), firing(705)],
  },
  {
    way: "series",
    name: "takes settings of one database and sessions of a neighbour for neither's",
    series: [up(), settings(), ...neighbours.flatMap((labels) => [up(labels), sessions(labels)])],
    expect: [firing(330, alert(), ...neighbours.map(alert))],
  },
];

const threshold: readonly UnitTestCase[] = [
  {
    way: "threshold",
    name: "stays quiet while there are metrics",
    series: [up(), ...metrics()],
    expect: [idleBetween(0, 1200)],
  },
  {
    way: "threshold",
    name: "stays quiet while the database is down, which has an alert of its own",
    series: [
      metric("pg_up", steps([0, 1], [300, 0])),
      ...metrics().map((one) => ({ ...one, samples: during(one.samples, 0, 300) })),
    ],
    expect: [idleBetween(0, 1200)],
  },
  {
    way: "threshold",
    name: "stays quiet while the exporter is down",
    series: [metric("up", constant(0))],
    expect: [idleBetween(0, 1200)],
  },
];

const duration: readonly UnitTestCase[] = [
  {
    way: "duration",
    name: "fires after five minutes, and not before",
    series: [metric("pg_up", steps([0, 0], [600, 1]))],
    expect: [quietUntil(885), firing(900, alert())],
  },
  {
    way: "duration",
    name: "stays quiet when metrics come within five minutes",
    series: [up(), sessions(), metric("pg_settings_max_connections", during(constant(100), 285))],
    expect: [quietUntil(1200)],
  },
  {
    way: "duration",
    name: "ends as soon as there are metrics",
    series: [up(), sessions(), metric("pg_settings_max_connections", during(constant(100), 600))],
    expect: [firing(585, alert()), firing(600)],
  },
];

const series: readonly UnitTestCase[] = [
  ...Object.entries(exporters).map(
    ([version, { server }]): UnitTestCase => ({
      way: "series",
      name: `stays quiet with the labels of postgres_exporter ${version}`,
      series: [up(), ...metrics(server)],
      expect: [idleBetween(0, 1200)],
    }),
  ),
  {
    way: "series",
    name: "stays quiet about several servers behind one exporter",
    series: [up(), ...metrics({ server: "db-1:5432" }), ...metrics({ server: "db-2:5432" })],
    expect: [idleBetween(0, 1200)],
  },
  {
    way: "series",
    name: "does not take the metrics of neighbours that differ in one label for the database's",
    series: [up(), ...neighbours.flatMap((labels) => [up(labels), ...metrics(labels)])],
    expect: [firing(330, alert())],
  },
  {
    way: "series",
    name: "fires for each of several databases",
    series: [up(), ...neighbours.map(up)],
    expect: [firing(330, alert(), ...neighbours.map(alert))],
  },
  {
    way: "series",
    name: "stays quiet over a missed scrape",
    series: [
      up(),
      ...["pg_settings_max_connections", "pg_stat_activity_count"].map((name) =>
        metric(name, withGap(constant(100), 600, 660)),
      ),
    ],
    expect: [idleBetween(0, 1200)],
  },
  {
    way: "series",
    name: "is one alert where the target is found twice, and none where one way has metrics",
    series: [
      ...foundTwice.map(up),
      ...foundTwice.map((labels) => up({ ...labels, database: "measured" })),
      ...metrics({ ...foundTwice[0], database: "measured" }),
    ],
    expect: [firing(330, alert())],
  },
  {
    way: "series",
    name: "fires where the database is up in one of two scrapes",
    series: foundTwice.map((labels, index) => metric("pg_up", constant(index), labels)),
    expect: [firing(330, alert())],
  },
];

export const unitTest: UnitTest = {
  alert: "PostgresMetricsMissing",
  cases: [...fires, ...either, ...threshold, ...duration, ...series],
};
