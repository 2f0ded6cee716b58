/** What the alerts on a missing exporter and on a server that is down do, the same for every kind of server. */
import { alternating, constant, during, steps, withGap, type Samples, type Series } from "../series";
import { firing, idleBetween, sends, quietUntil, type Labels, type UnitTestCase } from "./unit-test";

type Texts = Readonly<Record<string, string>>;
type Metric = (name: string, samples: Samples, labels?: Labels) => Series;

/** An exporter of the production stack. */
export interface ExporterFixture {
  /** Makes a metric of its target; other labels come on top, or replace the target's. */
  readonly metric: Metric;
  /** Labels of its target. */
  readonly target: Readonly<Record<"namespace" | "job" | "instance", string>> & Labels;
  /** The label that names the server. */
  readonly label: "database" | "cache";
  /** Name of the other server of the stack. */
  readonly other: string;
  /** Whether the exporter reaches the server: `pg_up`. */
  readonly reaches: string;
  /** Another value for each label that distinguishes servers. */
  readonly neighbours: readonly Labels[];
  /** The labels of one target when it is found twice. */
  readonly foundTwice: readonly Labels[];
}

/** No exporter of a server answers Prometheus. */
export function exporterDownCases(fixture: ExporterFixture, texts: Texts): UnitTestCase[] {
  const { target, label, foundTwice } = fixture;
  const { instance, ...place } = target;
  const alert = (labels: Labels = {}): Labels => ({ severity: "warning", team: "platform", ...place, ...labels });
  const up = (samples: Samples, labels: Labels = {}) => fixture.metric("up", samples, labels);
  const other = up(constant(1), { [label]: fixture.other, instance: "10.0.0.31:9000" });
  const oldJob = `${target.job}-old`;
  return [
    {
      way: "fires",
      name: "says which server is not measured",
      series: [other, up(constant(0))],
      expect: [sends(330, alert(), texts)],
    },
    {
      way: "fires",
      name: "says the same where the exporter has no target at all",
      series: [other],
      expect: [sends(330, alert(), texts)],
    },
    {
      way: "fires",
      name: "fires for each server on its own",
      series: [up(constant(0))],
      expect: [firing(330, alert(), alert({ [label]: fixture.other }))],
    },
    {
      way: "threshold",
      name: "stays quiet while the exporters answer",
      series: [other, up(constant(1))],
      expect: [idleBetween(0, 1200)],
    },
    {
      way: "threshold",
      name: "stays quiet while one of two targets answers, as when a pod replaces another",
      series: [other, up(constant(1)), up(constant(0), { instance: "10.0.0.32:9000" })],
      expect: [idleBetween(0, 1200)],
    },
    {
      way: "threshold",
      name: "stays quiet while the server is down and its exporter is not",
      series: [other, up(constant(1)), fixture.metric(fixture.reaches, constant(0))],
      expect: [idleBetween(0, 1200)],
    },
    {
      way: "duration",
      name: "fires after five minutes without an answer, and not before",
      series: [other, up(steps([0, 1], [600, 0]))],
      expect: [quietUntil(885), firing(900, alert())],
    },
    {
      way: "duration",
      name: "fires at 60-second scrapes as well",
      series: [other, up(steps([0, 1], [600, 0]))],
      scrapeSeconds: 60,
      expect: [quietUntil(885), firing(900, alert())],
    },
    {
      way: "duration",
      name: "stays quiet when the exporter answers again within five minutes",
      series: [other, up(steps([0, 1], [600, 0], [885, 1]))],
      expect: [quietUntil(1800)],
    },
    {
      way: "duration",
      name: "stays quiet when a new pod at another address takes over within five minutes",
      series: [other, up(during(constant(1), 0, 600)), up(during(constant(1), 1080), { instance: "10.0.0.32:9000" })],
      expect: [quietUntil(1800)],
    },
    {
      way: "duration",
      name: "ends as soon as the exporter answers",
      series: [other, up(steps([0, 0], [600, 1]))],
      expect: [firing(585, alert()), firing(600)],
    },
    {
      way: "series",
      name: "is one alert while a pod first fails and then disappears",
      series: [other, up(during(steps([0, 1], [600, 0]), 0, 1200))],
      // The last 0, at 1185, counts for five minutes.
      expect: [1470, 1485, 1500, 1515].map((time) => firing(time, alert())),
    },
    {
      way: "series",
      name: "fires in another namespace too, while the server of the stack is fine",
      series: [other, up(constant(1)), up(constant(0), { namespace: "staging", instance: "10.0.0.41:9000" })],
      expect: [firing(330, alert({ namespace: "staging" }))],
    },
    {
      way: "series",
      name: "does not take another job, or a server of the same name elsewhere, for the exporter",
      series: [other, up(constant(1), { job: oldJob }), up(constant(1), { namespace: "staging" })],
      expect: [firing(330, alert())],
    },
    {
      way: "series",
      name: "stays quiet about the targets of other jobs",
      series: [other, up(constant(1)), ...["qualisys-api", oldJob].map((job) => up(constant(0), { job }))],
      expect: [idleBetween(0, 1200)],
    },
    {
      way: "series",
      name: "is one alert where the target is found twice, and none where it answers one way",
      series: [
        ...foundTwice.map((labels) => up(constant(0), labels)),
        other,
        up(constant(0), { [label]: fixture.other, instance }),
      ],
      expect: [firing(330, alert())],
    },
    {
      way: "series",
      name: "stays quiet about an exporter that misses every other scrape",
      series: [other, up(alternating([1, 0], 60))],
      scrapeSeconds: 60,
      expect: [quietUntil(3600)],
    },
  ];
}

/** The exporter answers Prometheus, and the server does not answer the exporter. */
export function serverDownCases(fixture: ExporterFixture, texts: Texts): UnitTestCase[] {
  const { target, neighbours, foundTwice } = fixture;
  const alert = (labels: Labels = {}): Labels => ({ severity: "critical", team: "platform", ...target, ...labels });
  const reaches = (samples: Samples, labels: Labels = {}) => fixture.metric(fixture.reaches, samples, labels);
  const exporterUp = fixture.metric("up", constant(1));
  return [
    {
      way: "fires",
      name: "says which server does not answer",
      series: [exporterUp, reaches(constant(0))],
      expect: [sends(150, alert(), texts)],
    },
    {
      way: "threshold",
      name: "stays quiet while the server answers",
      series: [exporterUp, reaches(constant(1))],
      expect: [idleBetween(0, 900)],
    },
    {
      way: "threshold",
      name: "stays quiet while only the exporter is down",
      series: [fixture.metric("up", constant(0))],
      expect: [idleBetween(0, 900)],
    },
    ...[15, 30, 60].map(
      (scrapeSeconds): UnitTestCase => ({
        way: "duration",
        name: `fires after two minutes, and not before, at ${scrapeSeconds}-second scrapes`,
        series: [reaches(steps([0, 1], [600, 0]))],
        scrapeSeconds,
        expect: [quietUntil(705), firing(720, alert())],
      }),
    ),
    {
      way: "duration",
      name: "stays quiet about a restart of less than two minutes",
      series: [reaches(steps([0, 1], [600, 0], [705, 1]))],
      expect: [quietUntil(1500)],
    },
    {
      way: "duration",
      name: "ends as soon as the server answers",
      series: [reaches(steps([0, 0], [600, 1]))],
      expect: [firing(585, alert()), firing(600)],
    },
    {
      way: "series",
      name: "stays quiet while the metric is missing",
      series: [exporterUp],
      expect: [idleBetween(0, 900)],
    },
    {
      way: "series",
      name: "goes on firing over a missed scrape, and ends when the exporter is gone for good",
      series: [reaches(withGap(during(constant(0), 0, 900), 600, 630))],
      // The last sample counts for five minutes.
      expect: [firing(615, alert()), firing(1170, alert()), firing(1200)],
    },
    {
      way: "series",
      name: "stays quiet about a server that is refused now and then",
      series: [reaches(alternating([0, 1], 60))],
      expect: [quietUntil(1800)],
    },
    {
      way: "series",
      name: "distinguishes the server from neighbours that differ in one label",
      series: [reaches(constant(0)), ...neighbours.map((labels) => reaches(constant(1), labels))],
      expect: [firing(300, alert())],
    },
    {
      way: "series",
      name: "fires for each of several servers",
      series: [reaches(constant(0)), ...neighbours.map((labels) => reaches(constant(0), labels))],
      expect: [firing(300, alert(), ...neighbours.map(alert))],
    },
    {
      way: "series",
      name: "is one alert where the target is found twice, and none where it answers one way",
      series: [
        ...foundTwice.map((labels, index) => reaches(constant(index), { ...labels, [fixture.label]: "answers" })),
        ...foundTwice.map((labels) => reaches(constant(0), labels)),
      ],
      expect: [firing(300, alert())],
    },
  ];
}
