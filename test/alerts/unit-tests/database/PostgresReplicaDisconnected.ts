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
import { foundTwice, metric, neighbours, target } from "./postgres";

const alert = (labels: Labels = {}): Labels => ({ severity: "warning", team: "platform", ...target, ...labels });

const replica = (samples: Samples = constant(1), labels: Labels = {}) =>
  metric("pg_replication_is_replica", samples, labels);

/** A receiver that last heard from its primary so many seconds ago. */
const receiver = (secondsAgo: number, labels: Labels = {}) =>
  metric("pg_stat_wal_receiver_last_msg_receipt_time", (seconds) => seconds - secondsAgo, {
    upstream_host: "db-1",
    slot_name: "replica_1",
    status: "streaming",
    ...labels,
  });

/** The same, until the primary is lost. */
const lost = (at: number, labels: Labels = {}) => {
  const whole = receiver(0, labels);
  return { ...whole, samples: during(whole.samples, 0, at) };
};

const fires: readonly UnitTestCase[] = [
  {
    way: "fires",
    name: "says which replica hears nothing, while its lag reads 0",
    series: [replica(), lost(600), metric("pg_replication_lag_seconds", constant(0))],
    expect: [
      sends(1500, alert(), {
        summary: "A PostgreSQL replica does not stream any more.",
        description:
          "Database qualisys (10.0.0.21:9187), a replica that streamed through a replication slot within the last 7 days, " +
          "has shown no receiver that hears from its primary for at least 5 minutes. What it answers may be old, and its replication lag does not say so.",
        runbook_url: `${RUNBOOKS}/PostgresReplicaDisconnected.md`,
      }),
    ],
  },
  {
    way: "fires",
    name: "fires where the receiver goes on and hears nothing, as behind a network that drops everything",
    series: [
      replica(),
      metric("pg_stat_wal_receiver_last_msg_receipt_time", (seconds) => Math.min(seconds, 600), {
        status: "streaming",
      }),
    ],
    expect: [quietUntil(1185), firing(1215, alert())],
  },
];

const threshold: readonly UnitTestCase[] = [
  {
    way: "threshold",
    name: "stays quiet while the replica streams",
    series: [replica(), receiver(30)],
    expect: [idleBetween(0, 1800)],
  },
  {
    way: "threshold",
    name: "stays quiet while it last heard just less than five minutes ago",
    series: [replica(), receiver(299.5)],
    expect: [idleBetween(0, 1800)],
  },
  {
    way: "threshold",
    name: "fires where it last heard exactly five minutes ago",
    series: [replica(), receiver(300)],
    scrapeSeconds: 15,
    expect: [firing(600, alert())],
  },
  {
    way: "threshold",
    name: "stays quiet on a primary, which receives nothing",
    series: [replica(constant(0))],
    expect: [idleBetween(0, 1800)],
  },
  {
    way: "threshold",
    name: "stays quiet about a replica that was made the primary",
    series: [replica(steps([0, 1], [600, 0])), lost(600)],
    expect: [idleBetween(0, 1800)],
  },
  {
    way: "threshold",
    name: "stays quiet about a replica that never showed a receiver: it has no slot, or restores from an archive",
    series: [replica(), metric("pg_replication_last_replay_seconds", constant(4000))],
    expect: [idleBetween(0, 1800)],
  },
  {
    way: "threshold",
    name: "fires where a receiver is there that does not stream",
    series: [replica(), receiver(0, { status: "waiting" })],
    expect: [firing(330, alert())],
  },
];

const duration: readonly UnitTestCase[] = [
  {
    way: "duration",
    name: "fires five minutes after the receiver is gone, and not before",
    series: [replica(), lost(600)],
    // The last sample, at 585, is old after five minutes.
    expect: [quietUntil(1170), firing(1185, alert())],
  },
  {
    way: "duration",
    name: "stays quiet about a fail-over of the primary",
    series: [replica(), receiver(0)].map((one, index) => ({
      ...one,
      samples: (seconds: number) => (index === 1 && seconds >= 600 && seconds < 840 ? undefined : one.samples(seconds)),
    })),
    expect: [quietUntil(1800)],
  },
  {
    way: "duration",
    name: "ends as soon as the replica streams again",
    series: [
      replica(),
      lost(600),
      ...[receiver(0, { upstream_host: "db-2" })].map((one) => ({ ...one, samples: during(one.samples, 1500) })),
    ],
    expect: [firing(1485, alert()), firing(1500)],
  },
  {
    way: "duration",
    name: "fires for seven days, and not for ever: the replica may have been told to do without a slot",
    series: [replica(), lost(600)],
    scrapeSeconds: 300,
    evaluationSeconds: 300,
    expect: [firing(600 + 7 * 86_400 - 600, alert()), firing(600 + 7 * 86_400)],
  },
];

const series: readonly UnitTestCase[] = [
  {
    way: "series",
    name: "knows that it streamed after the exporter's pod was replaced",
    series: [
      lost(600),
      replica(during(constant(1), 0, 600)),
      replica(during(constant(1), 900), { instance: "10.0.0.99:9187" }),
    ],
    expect: [quietUntil(1170), firing(1230, alert({ instance: "10.0.0.99:9187" }))],
  },
  {
    way: "series",
    name: "takes no neighbour's receiver for its own",
    series: [
      replica(),
      lost(600),
      ...neighbours.flatMap((labels) => [replica(constant(1), labels), receiver(0, labels)]),
    ],
    expect: [firing(1200, alert())],
  },
  {
    way: "series",
    name: "takes it from no neighbour that it streamed",
    series: [
      replica(),
      ...neighbours.filter((labels) => labels["instance"] === undefined).map((labels) => lost(600, labels)),
    ],
    expect: [idleBetween(0, 1800)],
  },
  {
    way: "series",
    name: "fires for each of several replicas",
    series: [{}, ...neighbours].flatMap((labels) => [replica(constant(1), labels), lost(600, labels)]),
    expect: [firing(1200, alert(), ...neighbours.map(alert))],
  },
  {
    way: "series",
    name: "is one alert where the target is found twice, and none where it streams one way",
    series: foundTwice.flatMap((labels, index) => [
      replica(constant(1), labels),
      lost(600, labels),
      replica(constant(index), { ...labels, database: "streams" }),
      index === 0 ? lost(600, { ...labels, database: "streams" }) : receiver(0, { ...labels, database: "streams" }),
      replica(constant(index), { ...labels, database: "half" }),
      lost(600, { ...labels, database: "half" }),
    ]),
    expect: [firing(1200, alert(), alert({ database: "half" }))],
  },
];

export const unitTest: UnitTest = {
  alert: "PostgresReplicaDisconnected",
  cases: [...fires, ...threshold, ...duration, ...series],
};
