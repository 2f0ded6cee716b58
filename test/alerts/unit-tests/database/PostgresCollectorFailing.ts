import { alternating, constant, during, steps, withGap, type Samples } from "../../series";
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

const alert = (labels: Labels = {}): Labels => ({
  severity: "warning",
  team: "platform",
  ...target,
  collector: "stat_statements",
  ...labels,
});

const success = (samples: Samples, labels: Labels = {}) =>
  metric("pg_scrape_collector_success", samples, { collector: "stat_statements", ...labels });

/** What says that the exporter is let in. */
const settings = (labels: Labels = {}, samples: Samples = constant(100)) =>
  metric("pg_settings_max_connections", samples, labels);

/** What the collectors give that have something to give on every server. */
const given = (samples: Samples, labels: Labels = {}) => [
  metric("pg_stat_database_numbackends", samples, { datname: "shop", ...labels }),
  metric("pg_replication_is_replica", samples, labels),
];

const fires: readonly UnitTestCase[] = [
  {
    way: "fires",
    name: "says which collector, and where",
    series: [settings(), ...given(constant(0)), success(constant(0), { collector: "locks" })],
    expect: [
      sends(630, alert({ collector: "locks" }), {
        summary: "A part of PostgreSQL is not measured.",
        description:
          "The collector locks of the exporter of database qualisys (10.0.0.21:9187) has failed at many scrapes, or given nothing, " +
          "for at least 10 minutes. Alerts and panels that need its metrics are blind; the runbook lists them.",
        runbook_url: `${RUNBOOKS}/PostgresCollectorFailing.md`,
      }),
    ],
  },
  {
    way: "fires",
    name: "fires on a server like Aurora that is not named so: replication fails at every scrape",
    series: [
      settings(),
      metric("pg_stat_database_numbackends", constant(0), { datname: "shop" }),
      success(constant(0), { collector: "replication" }),
      success(constant(1)),
    ],
    expect: [firing(630, alert({ collector: "replication" }))],
  },
  {
    way: "fires",
    name: "names the collector whose metrics do not come, though nothing says that it failed",
    series: [settings()],
    expect: [firing(630, alert({ collector: "replication" }), alert({ collector: "stat_database" }))],
  },
];

const threshold: readonly UnitTestCase[] = [
  {
    way: "threshold",
    name: "stays quiet while collectors succeed and give something",
    series: [settings(), ...given(constant(0)), success(constant(1))],
    expect: [idleBetween(0, 1800)],
  },
  {
    way: "threshold",
    name: "fires where a collector fails at two of five scrapes",
    series: [success((seconds) => (seconds % 150 < 60 ? 0 : 1))],
    scrapeSeconds: 30,
    expect: [firing(1200, alert())],
  },
  ...[15, 30, 60].map(
    (scrapeSeconds): UnitTestCase => ({
      way: "threshold",
      name: `fires where a collector fails at every other scrape, ${scrapeSeconds} seconds apart`,
      series: [success(alternating([1, 0], scrapeSeconds))],
      scrapeSeconds,
      expect: [firing(1200, alert())],
    }),
  ),
  {
    way: "threshold",
    name: "stays quiet where a collector fails at three of ten scrapes and no more",
    series: [success((seconds) => (seconds % 300 < 90 ? 0 : 1))],
    scrapeSeconds: 30,
    expect: [quietUntil(3600)],
  },
  {
    way: "threshold",
    name: "stays quiet where a collector fails at one of five scrapes, a minute apart",
    series: [success((seconds) => (seconds % 300 < 60 ? 0 : 1))],
    scrapeSeconds: 60,
    expect: [idleBetween(300, 3600)],
  },
  {
    way: "threshold",
    name: "stays quiet while the server gives nothing at all, which has alerts of its own",
    series: [metric("pg_up", constant(1)), metric("up", constant(1))],
    expect: [idleBetween(0, 1800)],
  },
];

const duration: readonly UnitTestCase[] = [
  {
    way: "duration",
    name: "fires twelve minutes after a collector began to fail, and not before",
    series: [success(steps([0, 1], [600, 0]))],
    expect: [quietUntil(1275), firing(1305, alert())],
  },
  {
    way: "duration",
    name: "fires ten minutes after the last metric of a collector, and not before",
    series: [
      settings(),
      ...given(constant(0)).map((one, index) => (index === 0 ? { ...one, samples: during(one.samples, 0, 600) } : one)),
    ],
    // The last sample, at 585, counts for five minutes.
    expect: [quietUntil(1470), firing(1500, alert({ collector: "stat_database" }))],
  },
  {
    way: "duration",
    name: "stays quiet about a server that is away for seven minutes",
    series: [success(steps([0, 1], [600, 0], [1020, 1]))],
    expect: [quietUntil(2400)],
  },
  {
    way: "duration",
    name: "ends when the collector succeeds again at most scrapes",
    series: [success(steps([0, 0], [1200, 1]))],
    expect: [firing(1350, alert()), firing(1440)],
  },
];

const series: readonly UnitTestCase[] = [
  {
    way: "series",
    name: "stays quiet about the exporter before v0.20, in which settings and sessions are no collectors",
    series: [
      settings({ server: "db-1:5432" }),
      ...given(constant(0)),
      success(constant(1), { collector: "replication_slot" }),
    ],
    expect: [idleBetween(0, 1800)],
  },
  {
    way: "series",
    name: "distinguishes collectors, and exporters that differ in one label",
    series: [
      success(constant(0)),
      success(constant(1), { collector: "locks" }),
      ...neighbours.map((labels) => success(constant(1), labels)),
    ],
    expect: [firing(720, alert())],
  },
  {
    way: "series",
    name: "fires for each of several exporters",
    series: [success(constant(0)), ...neighbours.map((labels) => success(constant(0), labels))],
    expect: [firing(720, alert(), ...neighbours.map(alert))],
  },
  {
    way: "series",
    name: "does not take the metrics of neighbours for the server's",
    series: [settings(), ...neighbours.flatMap((labels) => [settings(labels), ...given(constant(0), labels)])],
    expect: [firing(720, alert({ collector: "replication" }), alert({ collector: "stat_database" }))],
  },
  {
    way: "series",
    name: "is one alert where the target is found twice, and none where the collector succeeds one way",
    series: [
      ...foundTwice.flatMap((labels, index) => [
        success(constant(0), labels),
        success(constant(index), { ...labels, collector: "locks" }),
        success(alternating([1, 0], 15), { ...labels, collector: "settings" }),
        settings(labels, constant(100 + index)),
        ...given(constant(0), labels),
      ]),
    ],
    expect: [firing(720, alert(), alert({ collector: "settings" }))],
  },
  {
    way: "series",
    name: "is one alert about metrics that do not come where the target is found twice",
    series: foundTwice.map((labels, index) => settings(labels, constant(100 + index))),
    expect: [firing(720, alert({ collector: "replication" }), alert({ collector: "stat_database" }))],
  },
  {
    way: "series",
    name: "says once of a collector that it fails and gives nothing",
    series: [
      settings(),
      metric("pg_stat_database_numbackends", constant(0), { datname: "shop" }),
      success(constant(0), { collector: "replication" }),
    ],
    expect: [firing(720, alert({ collector: "replication" }))],
  },
  {
    way: "series",
    name: "goes on firing over a missed scrape, and ends with the exporter",
    series: [success(withGap(during(constant(0), 0, 1200), 900, 930))],
    expect: [firing(915, alert()), firing(1470, alert()), firing(1500)],
  },
];

export const unitTest: UnitTest = {
  alert: "PostgresCollectorFailing",
  cases: [...fires, ...threshold, ...duration, ...series],
};
