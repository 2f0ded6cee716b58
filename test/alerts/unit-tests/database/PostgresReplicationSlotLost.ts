import { constant, during, withGap, type Samples } from "../../series";
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
import { foundTwice, metric, serverNeighbours, target } from "./postgres";

const alert = (labels: Labels = {}): Labels => ({
  severity: "warning",
  team: "platform",
  ...target,
  slot_name: "replica_1",
  ...labels,
});

const status = (wal_status: string, samples: Samples = constant(1), labels: Labels = {}) =>
  metric("pg_replication_slots_wal_status", samples, {
    slot_name: "replica_1",
    slot_type: "physical",
    wal_status,
    ...labels,
  });

const fires: readonly UnitTestCase[] = [
  {
    way: "fires",
    name: "says which slot, and where",
    series: [status("lost")],
    expect: [
      sends(330, alert(), {
        summary: "A replication slot of PostgreSQL is lost.",
        description:
          "Replication slot replica_1 of database qualisys (10.0.0.21:9187) has been lost for at least 5 minutes: " +
          "PostgreSQL no longer keeps what its reader needs. The reader can't go on from it and has to start over.",
        runbook_url: `${RUNBOOKS}/PostgresReplicationSlotLost.md`,
      }),
    ],
  },
  {
    way: "fires",
    name: "speaks when the lag that lost the slot is not measured any more",
    series: [
      metric("pg_replication_slots_pg_wal_lsn_diff", during(constant(20 * 1024 ** 3), 0, 900), {
        slot_name: "replica_1",
      }),
      status("extended", during(constant(1), 0, 900)),
      status("lost", during(constant(1), 900)),
    ],
    expect: [firing(1215, alert())],
  },
];

const threshold: readonly UnitTestCase[] = [
  {
    way: "threshold",
    name: "stays quiet in every other state",
    series: ["reserved", "extended", "unreserved"].map((state) => status(state)),
    expect: [idleBetween(0, 1800)],
  },
  {
    way: "threshold",
    name: "stays quiet about a slot that has just been made, and has no state",
    series: [metric("pg_replication_slots_active", constant(0), { slot_name: "replica_1" })],
    expect: [idleBetween(0, 1800)],
  },
];

const duration: readonly UnitTestCase[] = [
  {
    way: "duration",
    name: "fires five minutes after the slot was lost, and not before",
    series: [status("lost", during(constant(1), 600))],
    expect: [quietUntil(885), firing(900, alert())],
  },
  {
    way: "duration",
    name: "fires at 60-second scrapes",
    series: [status("lost", during(constant(1), 600))],
    scrapeSeconds: 60,
    expect: [quietUntil(885), firing(900, alert())],
  },
  {
    way: "duration",
    name: "goes on firing over a missed scrape, and ends when the slot is dropped",
    series: [status("lost", withGap(during(constant(1), 0, 900), 600, 660))],
    // The last sample counts for five minutes.
    expect: [firing(645, alert()), firing(1170, alert()), firing(1200)],
  },
];

const series: readonly UnitTestCase[] = [
  {
    way: "series",
    name: "fires with the name and the labels that exporters before v0.20 have",
    series: [
      metric("pg_replication_slot_wal_status", constant(1), {
        slot_name: "replica_1",
        slot_type: "logical",
        wal_status: "lost",
      }),
      metric("pg_replication_slot_wal_status", constant(1), { slot_name: "replica_2", wal_status: "reserved" }),
    ],
    expect: [firing(330, alert())],
  },
  {
    way: "series",
    name: "is one alert where the target is found twice, by either generation of exporters",
    series: foundTwice.flatMap((labels) => [
      status("lost", constant(1), labels),
      metric("pg_replication_slot_wal_status", constant(1), { ...labels, slot_name: "replica_1", wal_status: "lost" }),
      metric("pg_replication_slot_wal_status", constant(1), { ...labels, slot_name: "old", wal_status: "lost" }),
    ]),
    expect: [firing(330, alert(), alert({ slot_name: "old" }))],
  },
  {
    way: "series",
    name: "distinguishes slots and servers",
    series: [{}, ...serverNeighbours, { slot_name: "replica_2" }].map((labels) => status("lost", constant(1), labels)),
    expect: [firing(330, ...[{}, ...serverNeighbours, { slot_name: "replica_2" }].map(alert))],
  },
  {
    way: "series",
    name: "distinguishes the servers of exporters before v0.20 as well",
    series: serverNeighbours.map((labels) =>
      metric("pg_replication_slot_wal_status", constant(1), { slot_name: "replica_1", wal_status: "lost", ...labels }),
    ),
    expect: [firing(330, ...serverNeighbours.map(alert))],
  },
];

export const unitTest: UnitTest = {
  alert: "PostgresReplicationSlotLost",
  cases: [...fires, ...threshold, ...duration, ...series],
};
