import { alternating, constant, during, rising, steps, withGap, type Samples } from "../../series";
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

const GIBIBYTE = 1024 ** 3;

const alert = (labels: Labels = {}): Labels => ({
  severity: "warning",
  team: "platform",
  ...target,
  slot_name: "replica_1",
  ...labels,
});

const retained = (samples: Samples, labels: Labels = {}) =>
  metric("pg_replication_slots_pg_wal_lsn_diff", samples, { slot_name: "replica_1", ...labels });

const fires: readonly UnitTestCase[] = [
  {
    way: "fires",
    name: "says which slot, where and how much",
    series: [retained(constant(12.5 * GIBIBYTE))],
    expect: [
      sends(630, alert(), {
        summary: "A replication slot keeps PostgreSQL from removing its log.",
        description:
          "Replication slot replica_1 of database qualisys (10.0.0.21:9187) holds back 12.5GiB of write-ahead log " +
          "(more than 10 GiB) for at least 10 minutes: its reader is gone or behind, or a long transaction holds it up. " +
          "The log takes up disk until then.",
        runbook_url: `${RUNBOOKS}/PostgresReplicationSlotLag.md`,
        dashboard_url: panelUrl(51),
      }),
    ],
  },
];

const threshold: readonly UnitTestCase[] = [
  {
    way: "threshold",
    name: "stays quiet at exactly 10 GiB",
    series: [retained(constant(10 * GIBIBYTE))],
    expect: [idleBetween(0, 1800)],
  },
  {
    way: "threshold",
    name: "stays quiet just under 10 GiB",
    series: [retained(constant(9.99 * GIBIBYTE))],
    expect: [idleBetween(0, 1800)],
  },
  {
    way: "threshold",
    name: "fires just over 10 GiB",
    series: [retained(constant(10.01 * GIBIBYTE))],
    expect: [firing(630, alert())],
  },
  {
    way: "threshold",
    name: "stays quiet about a slot that nobody reads while it holds back little",
    series: [
      retained(constant(GIBIBYTE)),
      metric("pg_replication_slots_active", constant(0), { slot_name: "replica_1" }),
    ],
    expect: [idleBetween(0, 1800)],
  },
];

const duration: readonly UnitTestCase[] = [
  {
    way: "duration",
    name: "fires ten minutes after the limit was passed, and not before",
    series: [retained(steps([0, GIBIBYTE], [600, 11 * GIBIBYTE]))],
    expect: [quietUntil(1185), firing(1200, alert())],
  },
  {
    way: "duration",
    name: "stays quiet when the reader catches up within ten minutes",
    series: [retained(steps([0, GIBIBYTE], [600, 20 * GIBIBYTE], [1185, GIBIBYTE]))],
    expect: [quietUntil(2400)],
  },
  {
    way: "duration",
    name: "stays quiet about a reader that catches up again and again",
    series: [retained(alternating([20 * GIBIBYTE, GIBIBYTE], 300))],
    expect: [quietUntil(3600)],
  },
  {
    way: "duration",
    name: "ends as soon as the slot is read or dropped",
    series: [retained(steps([0, 20 * GIBIBYTE], [900, 0]))],
    expect: [firing(885, alert()), firing(900)],
  },
  {
    way: "duration",
    name: "fires at 60-second scrapes",
    series: [retained(steps([0, GIBIBYTE], [600, 11 * GIBIBYTE]))],
    scrapeSeconds: 60,
    expect: [quietUntil(1185), firing(1200, alert())],
  },
];

const series: readonly UnitTestCase[] = [
  ...Object.entries(exporters).map(
    ([version, { server }]): UnitTestCase => ({
      way: "series",
      name: `fires with the labels of postgres_exporter ${version}, and keeps the name of the database in the configuration`,
      // Prometheus renames the exporter's own label `database`, of a logical slot, in favour of the target's.
      series: [retained(constant(11 * GIBIBYTE), { ...server, exported_database: "shop" })],
      expect: [firing(630, alert(server))],
    }),
  ),
  {
    way: "series",
    name: "takes the larger of what two scrapes report, and not their sum",
    series: foundTwice.flatMap((labels, index) => [
      retained(constant(6 * GIBIBYTE), { ...labels, database: "near" }),
      retained(constant([6, 11][index]! * GIBIBYTE), labels),
    ]),
    expect: [firing(630, alert())],
  },
  {
    way: "series",
    name: "distinguishes the slot from neighbours that differ in one label",
    series: [
      retained(constant(11 * GIBIBYTE)),
      ...[...serverNeighbours, { slot_name: "replica_2" }].map((labels) => retained(constant(12 * GIBIBYTE), labels)),
      retained(constant(0), { slot_name: "fresh" }),
    ],
    expect: [firing(630, alert(), ...[...serverNeighbours, { slot_name: "replica_2" }].map(alert))],
  },
  {
    way: "series",
    name: "goes on firing over a missed scrape, and ends when the slot is gone",
    series: [retained(withGap(during(rising(0, 11 * GIBIBYTE), 0, 1500), 900, 960))],
    // The last sample counts for five minutes.
    expect: [firing(945, alert()), firing(1770, alert()), firing(1800)],
  },
  {
    way: "series",
    name: "stays quiet on a server without slots",
    series: [metric("pg_up", constant(1))],
    expect: [idleBetween(0, 1800)],
  },
];

export const unitTest: UnitTest = {
  alert: "PostgresReplicationSlotLag",
  cases: [...fires, ...threshold, ...duration, ...series],
};
