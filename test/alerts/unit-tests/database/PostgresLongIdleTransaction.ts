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

const SUMMARY =
  "A transaction on PostgreSQL is left open: it failed, or was not seen at work within the last hour, its first 30 seconds apart.";

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
        summary: SUMMARY,
        description:
          "A transaction of api (user app) in shop on database qualisys (10.0.0.21:9187) has been open for 12m 34s (more than 300s) and is idle.",
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
          summary: SUMMARY,
          description:
            "A transaction of an unnamed application (user app) in shop on database qualisys (db-1:5432 behind 10.0.0.21:9187) " +
            "has been open for 10m 0s (more than 300s) and is idle.",
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

const HOUR = 3600;

/** Four of five scrapes, in an order that looks random and is the same at every run. */
const often = (seconds: number, scrapeSeconds: number): boolean => {
  const noise = Math.sin(12.9898 * (Math.floor(seconds / scrapeSeconds) + 1)) * 43758.5453;
  return noise - Math.floor(noise) < 0.8;
};

/** A transaction that began at a time; seen in a state while `seen` holds, and zero or absent otherwise. */
const since = (began: number, seen: (seconds: number) => boolean, otherwise?: number): Samples => {
  return (seconds) => (seconds >= began && seen(seconds) ? seconds - began : otherwise);
};

/** Both states of a transaction that began at a time; an application that nobody works with has no series of them. */
const transaction = (began: number, idleWhile: (seconds: number) => boolean, labels: Labels = {}) => [
  age(since(began, idleWhile), labels),
  age(
    since(began, (seconds) => !idleWhile(seconds)),
    { state: "active", ...labels },
  ),
];

/** Another value for each label that distinguishes applications, as one exporter sees them. */
const otherApplications: readonly Labels[] = [...serverNeighbours, ...otherSessions];

/** At work in one of five scrapes. */
const seldom = (seconds: number): boolean => seconds % 75 !== 60;

/** What a transaction was seen to do. */
const work: readonly UnitTestCase[] = [
  // The moment of its beginning is rounded down, and up.
  ...[102, 107].map(
    (began): UnitTestCase => ({
      way: "series",
      name: `distinguishes a batch that began at second ${began} from older transactions of others, which are forgotten`,
      series: [
        ...transaction(began, seldom),
        // Between two short ones of the same application.
        age(constant(1), { wait_event: "another" }),
        ...otherApplications.map((labels) => age(rising(1), labels)),
        // Of two open ones of an application it is the older that is forgotten.
        age(rising(1), { application_name: "both" }),
        ...transaction(began, seldom, { application_name: "both", wait_event: "another" }),
      ],
      expect: [
        firing(900, ...[...otherApplications, { application_name: "both" }].map(alert)),
        firing(1800, ...[...otherApplications, { application_name: "both" }].map(alert)),
      ],
    }),
  ),
  ...["idle in transaction", "idle in transaction (aborted)"].flatMap((state): readonly UnitTestCase[] => [
    {
      way: "series",
      name: `distinguishes what is ${state} from neighbours that differ in one label, and takes the oldest`,
      series: [
        ...foundTwice.map((labels) => age(constant(900), { state, ...labels })),
        age(constant(10), { state, wait_event: "another" }),
        ...otherApplications.map((labels) => age(constant(600), { state, ...labels })),
        age(constant(200), { state, application_name: "near" }),
        age(constant(200), { state, application_name: "near", wait_event: "another" }),
        age(constant(9000), { state, application_name: "pg_dump" }),
        age(constant(9000), { state, application_name: "worker-of-the-server", backend_type: "parallel worker" }),
      ],
      expect: [firing(150, alert(), ...otherApplications.map(alert))],
    },
    {
      way: "threshold",
      name: `stays quiet at exactly 300 seconds, and fires above, of what is ${state}`,
      series: [age(constant(300), { state }), age(constant(301), { state, application_name: "above" })],
      expect: [firing(150, alert({ application_name: "above" }))],
    },
  ]),
  ...[15, 30, 60].map(
    (scrapeSeconds): UnitTestCase => ({
      way: "series",
      name: `stays quiet about a batch that is idle in four of five scrapes, ${scrapeSeconds} seconds apart, once it was seen at work`,
      series: transaction(0, (seconds) => seconds !== 240 && often(seconds, scrapeSeconds)),
      scrapeSeconds,
      evaluationSeconds: scrapeSeconds,
      expect: [quietUntil((scrapeSeconds / 30) * HOUR)],
    }),
  ),
  {
    way: "series",
    name: "stays quiet about batches one after the other, while short transactions begin all the time",
    series: [
      ...[0, 1, 2, 3].flatMap((index) =>
        transaction(index * 1500, (seconds) => often(seconds, 15) && seconds < (index + 1) * 1500, {
          wait_event: `batch-${index}`,
        }).map((one) => ({ ...one, samples: during(one.samples, index * 1500, (index + 1) * 1500) })),
      ),
      age(alternating([0.1, 2, 25], 15), { state: "active", wait_event: "" }),
    ],
    expect: [quietUntil(6000)],
  },
  {
    way: "series",
    name: "fires at the usual time for a transaction that is forgotten among short ones that begin at the same time",
    series: [
      age(since(600, () => true, 0)),
      ...[0, 3, 8, 20].map((seconds) => age(constant(seconds), { state: "active", wait_event: `short-${seconds}` })),
    ],
    expect: [quietUntil(1020), firing(1035, alert())],
  },
  {
    way: "series",
    name: "fires at the usual time for one that is forgotten after a statement of half a minute",
    series: transaction(600, (seconds) => seconds > 630),
    expect: [quietUntil(1020), firing(1035, alert())],
  },
  {
    way: "series",
    name: "fires an hour after the last statement of one that was at work for longer",
    series: [
      age(since(0, (seconds) => seconds > 1200)),
      age(
        since(0, (seconds) => seconds <= 1200, 0),
        { state: "active" },
      ),
    ],
    expect: [quietUntil(4905), firing(4935, alert())],
  },
  {
    way: "series",
    name: "takes no other work for the transaction's: that of a neighbour, of another application, or begun at another time",
    series: [
      age(since(0, () => true)),
      ...[...serverNeighbours.filter((labels) => labels["instance"] === undefined), ...otherSessions].map((labels) =>
        age(rising(1), { state: "active", ...labels }),
      ),
      age(rising(1, 40), { state: "active", wait_event: "earlier" }),
      age(rising(1, -25), { state: "active", wait_event: "later" }),
    ],
    expect: [quietUntil(420), firing(435, alert())],
  },
  {
    way: "series",
    name: "knows the transaction again where scrapes read the ages some seconds later",
    series: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].flatMap((second) =>
      transaction(second, (seconds) => seconds % 300 !== 0, { usename: `user-${second}` }).map((one, index) => ({
        ...one,
        samples: (seconds: number) => {
          const value = one.samples(seconds);
          return value === undefined ? undefined : value + 5 * index;
        },
      })),
    ),
    expect: [quietUntil(3600)],
  },
  {
    way: "series",
    name: "knows the transaction again after the exporter's pod was replaced",
    series: [
      ...transaction(0, (seconds) => seconds > 900).map((one) => ({ ...one, samples: during(one.samples, 0, 1200) })),
      ...transaction(0, () => true, { instance: "10.0.0.99:9187" }).map((one) => ({
        ...one,
        samples: during(one.samples, 1200),
      })),
    ],
    expect: [quietUntil(4200)],
  },
  {
    way: "series",
    name: "fires for one that failed, though it had been at work just before",
    series: [
      ...transaction(0, (seconds) => seconds < 300),
      age(
        since(0, (seconds) => seconds > 900),
        { state: "idle in transaction (aborted)" },
      ),
    ].map((one) => ({ ...one, samples: during(one.samples, 0) })),
    expect: [quietUntil(1020), firing(1035, alert())],
  },
];

const series: readonly UnitTestCase[] = [
  ...work,
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
