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
import { exporters, foundTwice, metric, neighbours, target } from "./postgres";

const alert = (labels: Labels = {}): Labels => ({ severity: "critical", team: "platform", ...target, ...labels });

const up = (labels: Labels = {}) => metric("pg_up", constant(1), labels);
const settings = (labels: Labels = {}) => metric("pg_settings_max_connections", constant(100), labels);

const fires: readonly UnitTestCase[] = [
  {
    way: "fires",
    name: "says which database gives no metrics",
    series: [up()],
    expect: [
      sends(330, alert(), {
        summary: "PostgreSQL is up and gives no metrics.",
        description:
          "Database qualisys (10.0.0.21:9187) has kept its old connection to the exporter and given no metrics for at least 5 minutes: " +
          "it may have no connection left. Its other alerts are blind.",
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

const threshold: readonly UnitTestCase[] = [
  {
    way: "threshold",
    name: "stays quiet while there are metrics",
    series: [up(), settings()],
    expect: [idleBetween(0, 1200)],
  },
  {
    way: "threshold",
    name: "stays quiet while the database is down, which has an alert of its own",
    series: [metric("pg_up", constant(0))],
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
    series: [up(), metric("pg_settings_max_connections", during(constant(100), 285))],
    expect: [quietUntil(1200)],
  },
  {
    way: "duration",
    name: "ends as soon as there are metrics",
    series: [up(), metric("pg_settings_max_connections", during(constant(100), 600))],
    expect: [firing(585, alert()), firing(600)],
  },
];

const series: readonly UnitTestCase[] = [
  ...Object.entries(exporters).map(
    ([version, { server }]): UnitTestCase => ({
      way: "series",
      name: `stays quiet with the labels of postgres_exporter ${version}`,
      series: [up(), settings(server)],
      expect: [idleBetween(0, 1200)],
    }),
  ),
  {
    way: "series",
    name: "stays quiet about several servers behind one exporter",
    series: [up(), settings({ server: "db-1:5432" }), settings({ server: "db-2:5432" })],
    expect: [idleBetween(0, 1200)],
  },
  {
    way: "series",
    name: "does not take the metrics of neighbours that differ in one label for the database's",
    series: [up(), ...neighbours.flatMap((labels) => [up(labels), settings(labels)])],
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
    series: [up(), metric("pg_settings_max_connections", withGap(constant(100), 600, 660))],
    expect: [idleBetween(0, 1200)],
  },
  {
    way: "series",
    name: "is one alert where the target is found twice, and none where one way has metrics",
    series: [
      ...foundTwice.map(up),
      ...foundTwice.map((labels) => up({ ...labels, database: "measured" })),
      settings({ ...foundTwice[0], database: "measured" }),
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
  cases: [...fires, ...threshold, ...duration, ...series],
};
