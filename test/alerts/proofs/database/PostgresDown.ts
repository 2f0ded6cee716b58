import { alternating, constant, during, steps, withGap, type Samples } from "../../series";
import { firing, idleBetween, sends, silentUntil, type Labels, type Proof, type ProofCase } from "../proof";
import { RUNBOOKS } from "../links";
import { foundTwice, metric, neighbours, target } from "./postgres";

const alert = (labels: Labels = {}): Labels => ({ severity: "critical", team: "platform", ...target, ...labels });

const pgUp = (samples: Samples, labels: Labels = {}) => metric("pg_up", samples, labels);

/** Without `server`, which the metric never has. */
const others = neighbours.filter((labels) => !("server" in labels));

const fires: readonly ProofCase[] = [
  {
    way: "fires",
    name: "says which database does not answer",
    series: [pgUp(constant(0)), metric("up", constant(1))],
    expect: [
      sends(150, alert(), {
        summary: "PostgreSQL does not answer.",
        description: "Database qualisys (10.0.0.21:9187) has not let its exporter in for at least 2 minutes.",
        runbook_url: `${RUNBOOKS}/PostgresDown.md`,
      }),
    ],
  },
];

const threshold: readonly ProofCase[] = [
  { way: "threshold", name: "is silent while the database answers", series: [pgUp(constant(1))], expect: [idleBetween(0, 900)] },
  {
    way: "threshold",
    name: "is silent while only the exporter is down",
    series: [metric("up", constant(0))],
    expect: [idleBetween(0, 900)],
  },
];

const duration: readonly ProofCase[] = [
  {
    way: "duration",
    name: "fires after two minutes, and not before",
    series: [pgUp(steps([0, 1], [600, 0]))],
    expect: [silentUntil(705), firing(720, alert())],
  },
  {
    way: "duration",
    name: "is silent about a restart of less than two minutes",
    series: [pgUp(steps([0, 1], [600, 0], [705, 1]))],
    expect: [silentUntil(1500)],
  },
  {
    way: "duration",
    name: "ends as soon as the database answers",
    series: [pgUp(steps([0, 0], [600, 1]))],
    expect: [firing(585, alert()), firing(600)],
  },
  {
    way: "duration",
    name: "fires within three minutes at 60-second scrapes",
    series: [pgUp(steps([0, 1], [600, 0]))],
    scrapeSeconds: 60,
    expect: [silentUntil(705), firing(720, alert())],
  },
];

const series: readonly ProofCase[] = [
  {
    way: "series",
    name: "is silent while the metric is missing",
    series: [metric("pg_settings_max_connections", constant(100))],
    expect: [idleBetween(0, 900)],
  },
  {
    way: "series",
    name: "goes on firing over a missed scrape, and ends when the exporter is gone for good",
    series: [pgUp(withGap(during(constant(0), 0, 900), 600, 630))],
    // The last sample counts for five minutes.
    expect: [firing(615, alert()), firing(1170, alert()), firing(1200)],
  },
  {
    way: "series",
    name: "is silent about a database that is refused now and then",
    series: [pgUp(alternating([0, 1], 60))],
    expect: [silentUntil(1800)],
  },
  {
    way: "series",
    name: "tells the database from neighbours that differ in one label",
    series: [pgUp(constant(0)), ...others.map((labels) => pgUp(constant(1), labels))],
    expect: [firing(300, alert())],
  },
  {
    way: "series",
    name: "fires for each of several databases",
    series: [pgUp(constant(0)), ...others.map((labels) => pgUp(constant(0), labels))],
    expect: [firing(300, alert(), ...others.map(alert))],
  },
  {
    way: "series",
    name: "is one alert where the target is found twice, and none where it answers one way",
    series: [
      ...foundTwice.map((labels, index) => pgUp(constant(index), { ...labels, database: "answers" })),
      ...foundTwice.map((labels) => pgUp(constant(0), labels)),
    ],
    expect: [firing(300, alert())],
  },
];

export const proof: Proof = { alert: "PostgresDown", cases: [...fires, ...threshold, ...duration, ...series] };
