import { alternating, constant, during, steps, type Samples } from "../../series";
import { firing, idleBetween, sends, silentUntil, type Labels, type Proof, type ProofCase } from "../proof";
import { RUNBOOKS } from "../links";
import { foundTwice, metric, target } from "./postgres";

const place = { namespace: "monitoring", job: "postgres-exporter", database: "qualisys" };
const alert = (labels: Labels = {}): Labels => ({ severity: "warning", team: "platform", ...place, ...labels });

const up = (samples: Samples, labels: Labels = {}) => metric("up", samples, labels);

/** The other database of the stack, whose exporter answers. */
const reporting = up(constant(1), { database: "reporting", instance: "10.0.0.31:9187" });

const texts = {
  summary: "PostgreSQL is not measured.",
  description:
    "No postgres-exporter of database qualisys has answered Prometheus for at least 5 minutes. " +
    "Whether the database itself works is not known, and its other alerts are blind.",
  runbook_url: `${RUNBOOKS}/PostgresExporterDown.md`,
};

const fires: readonly ProofCase[] = [
  { way: "fires", name: "says which database is not measured", series: [reporting, up(constant(0))], expect: [sends(330, alert(), texts)] },
  { way: "fires", name: "says the same where the exporter has no target at all", series: [reporting], expect: [sends(330, alert(), texts)] },
  {
    way: "fires",
    name: "fires for each database on its own",
    series: [up(constant(0))],
    expect: [firing(330, alert(), alert({ database: "reporting" }))],
  },
];

const threshold: readonly ProofCase[] = [
  { way: "threshold", name: "is silent while the exporters answer", series: [reporting, up(constant(1))], expect: [idleBetween(0, 1200)] },
  {
    way: "threshold",
    name: "is silent while one of two targets answers, as when a pod replaces another",
    series: [reporting, up(constant(1)), up(constant(0), { instance: "10.0.0.22:9187" })],
    expect: [idleBetween(0, 1200)],
  },
  {
    way: "threshold",
    name: "is silent while the database is down and its exporter is not",
    series: [reporting, up(constant(1)), metric("pg_up", constant(0))],
    expect: [idleBetween(0, 1200)],
  },
];

const duration: readonly ProofCase[] = [
  {
    way: "duration",
    name: "fires after five minutes without an answer, and not before",
    series: [reporting, up(steps([0, 1], [600, 0]))],
    expect: [silentUntil(885), firing(900, alert())],
  },
  {
    way: "duration",
    name: "is silent when the exporter answers again within five minutes",
    series: [reporting, up(steps([0, 1], [600, 0], [885, 1]))],
    expect: [silentUntil(1800)],
  },
  {
    way: "duration",
    name: "ends as soon as the exporter answers",
    series: [reporting, up(steps([0, 0], [600, 1]))],
    expect: [firing(585, alert()), firing(600)],
  },
  {
    way: "duration",
    name: "is silent when a new pod at another address takes over within five minutes",
    series: [reporting, up(during(constant(1), 0, 600)), up(during(constant(1), 1080), { instance: "10.0.0.22:9187" })],
    expect: [silentUntil(1800)],
  },
];

const series: readonly ProofCase[] = [
  {
    way: "series",
    name: "is one alert while a pod first fails and then disappears",
    series: [reporting, up(during(steps([0, 1], [600, 0]), 0, 1200))],
    // The last 0 counts until 1485.
    expect: [firing(1470, alert()), firing(1500, alert()), firing(1515, alert())],
  },
  {
    way: "series",
    name: "fires in another namespace too, while the database of the stack is fine",
    series: [reporting, up(constant(1)), up(constant(0), { namespace: "staging", instance: "10.0.0.41:9187" })],
    expect: [firing(330, alert({ namespace: "staging" }))],
  },
  {
    way: "series",
    name: "does not take another job, or the same database elsewhere, for the exporter",
    series: [reporting, up(constant(1), { job: "postgres-exporter-old" }), up(constant(1), { namespace: "staging" })],
    expect: [firing(330, alert())],
  },
  {
    way: "series",
    name: "is silent about the targets of other jobs",
    series: [reporting, up(constant(1)), ...["redis-exporter", "qualisys-api", "postgres-exporter-old"].map((job) => up(constant(0), { job }))],
    expect: [idleBetween(0, 1200)],
  },
  {
    way: "series",
    name: "is one alert where the target is found twice, and none where it answers one way",
    series: [
      ...foundTwice.map((labels) => up(constant(0), labels)),
      reporting,
      up(constant(0), { database: "reporting", instance: target.instance, endpoint: "http" }),
    ],
    expect: [firing(330, alert())],
  },
  {
    way: "series",
    name: "is silent about an exporter that misses every other scrape",
    series: [reporting, up(alternating([1, 0], 60))],
    scrapeSeconds: 60,
    expect: [silentUntil(3600)],
  },
  {
    way: "series",
    name: "fires at 60-second scrapes",
    series: [reporting, up(steps([0, 1], [600, 0]))],
    scrapeSeconds: 60,
    expect: [silentUntil(885), firing(900, alert())],
  },
];

export const proof: Proof = { alert: "PostgresExporterDown", cases: [...fires, ...threshold, ...duration, ...series] };
