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
import { foundTwice, metric, neighbours, panelUrl, target } from "./postgres";

const alert = (labels: Labels = {}): Labels => ({ severity: "warning", team: "platform", ...target, ...labels });

const lag = (samples: Samples, labels: Labels = {}) => metric("pg_replication_lag_seconds", samples, labels);
const replica = (labels: Labels = {}) => metric("pg_replication_is_replica", constant(1), labels);

const fires: readonly UnitTestCase[] = [
  {
    way: "fires",
    name: "says which replica is behind, and how far",
    series: [replica(), lag(constant(1230))],
    expect: [
      sends(330, alert(), {
        summary: "A PostgreSQL replica has replayed nothing recent.",
        description:
          "The newest transaction that database qualisys (10.0.0.21:9187), a replica, has replayed is 20m 30s old (more than 300s), " +
          "for at least 5 minutes, and it is not known to have replayed all that it received.",
        runbook_url: `${RUNBOOKS}/PostgresReplicationLag.md`,
        dashboard_url: panelUrl(50),
      }),
    ],
  },
];

const threshold: readonly UnitTestCase[] = [
  {
    way: "threshold",
    name: "stays quiet at exactly 300 seconds",
    series: [replica(), lag(constant(300))],
    expect: [idleBetween(0, 1200)],
  },
  {
    way: "threshold",
    name: "stays quiet just under 300 seconds",
    series: [replica(), lag(constant(299))],
    expect: [idleBetween(0, 1200)],
  },
  {
    way: "threshold",
    name: "fires just over 300 seconds",
    series: [replica(), lag(constant(301))],
    expect: [firing(330, alert())],
  },
  {
    way: "threshold",
    name: "stays quiet on a primary, which reads 0 whatever the age of its last replay",
    series: [
      metric("pg_replication_is_replica", constant(0)),
      lag(constant(0)),
      metric("pg_replication_last_replay_seconds", rising(1, 86400)),
    ],
    expect: [idleBetween(0, 1200)],
  },
  {
    way: "threshold",
    name: "stays quiet on the replica of an idle primary, which has replayed all it received",
    series: [replica(), lag(constant(0)), metric("pg_replication_last_replay_seconds", rising(1, 86400))],
    expect: [idleBetween(0, 1200)],
  },
];

const duration: readonly UnitTestCase[] = [
  {
    way: "duration",
    name: "fires five minutes after the replica fell too far behind, and not before",
    series: [replica(), lag(rising(1))],
    // 315 is the first scrape above 300.
    expect: [quietUntil(600), firing(615, alert())],
  },
  {
    way: "duration",
    name: "stays quiet when the replica catches up within five minutes",
    series: [replica(), lag(steps([0, 0], [600, 900], [885, 0]))],
    expect: [quietUntil(1800)],
  },
  {
    way: "duration",
    name: "stays quiet when the replica of an idle primary is scraped now and then while it replays",
    series: [replica(), lag(alternating([0, 0, 0, 20000], 60))],
    expect: [quietUntil(3600)],
  },
  {
    way: "duration",
    name: "ends as soon as the replica has caught up",
    series: [replica(), lag(steps([0, 900], [600, 300]))],
    expect: [firing(585, alert()), firing(600)],
  },
  {
    way: "duration",
    name: "fires at 60-second scrapes",
    series: [replica(), lag(rising(1))],
    scrapeSeconds: 60,
    expect: [quietUntil(645), firing(660, alert())],
  },
];

const series: readonly UnitTestCase[] = [
  {
    way: "series",
    name: "fires with postgres_exporter v0.15, which does not know the age of the last replay",
    series: [lag(constant(900))],
    expect: [firing(330, alert())],
  },
  {
    way: "series",
    name: "stays quiet while the metric is missing",
    series: [replica()],
    expect: [idleBetween(0, 1200)],
  },
  {
    way: "series",
    name: "goes on firing over a missed scrape, and ends when the exporter is gone",
    series: [lag(withGap(during(constant(900), 0, 1200), 600, 660))],
    // The last sample counts for five minutes.
    expect: [firing(645, alert()), firing(1470, alert()), firing(1500)],
  },
  {
    way: "series",
    name: "takes the larger of what two scrapes report, and not their sum",
    series: foundTwice.flatMap((labels, index) => [
      lag(constant(200), { ...labels, database: "near" }),
      lag(constant([200, 900][index]!), labels),
    ]),
    expect: [firing(330, alert())],
  },
  {
    way: "series",
    name: "distinguishes the replica from neighbours that differ in one label",
    series: [
      lag(constant(900)),
      ...neighbours.map((labels) => lag(constant(600), labels)),
      lag(constant(1), { database: "fresh" }),
    ],
    expect: [firing(330, alert(), ...neighbours.map(alert))],
  },
];

export const unitTest: UnitTest = {
  alert: "PostgresReplicationLag",
  cases: [...fires, ...threshold, ...duration, ...series],
};
