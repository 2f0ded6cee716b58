/** What alerts do that are about a state of a server which lasts, the same for every such state. */
import { alternating, constant, during, steps, withGap, type Samples, type Series } from "../series";
import { firing, idleBetween, quietUntil, sends, type Labels, type UnitTestCase } from "./unit-test";

/** A state of a server that is one value of a gauge, wrong for 5 minutes. */
export interface StateFixture {
  /** The gauge on its target; other labels come on top, or replace the target's. */
  readonly state: (samples: Samples, labels?: Labels) => Series;
  /** Its value while something is wrong, and while nothing is. */
  readonly wrong: number;
  readonly right: number;
  /** Labels of the alert; others come on top, or replace these. */
  readonly alert: (labels?: Labels) => Labels;
  readonly texts: Readonly<Record<string, string>>;
  /** Another value for each label that distinguishes servers. */
  readonly neighbours: readonly Labels[];
  /** The labels of one target when it is found twice. */
  readonly foundTwice: readonly Labels[];
}

/** Cases of an alert on a state that lasts 5 minutes. */
export function stateCases(fixture: StateFixture): readonly UnitTestCase[] {
  const { state, wrong, right, alert, texts, neighbours, foundTwice } = fixture;
  return [
    {
      way: "fires",
      name: "says what is wrong where",
      series: [state(constant(wrong))],
      expect: [sends(330, alert(), texts)],
    },
    {
      way: "threshold",
      name: "stays quiet while nothing is wrong",
      series: [state(constant(right))],
      expect: [idleBetween(0, 1200)],
    },
    ...[15, 30, 60].map(
      (scrapeSeconds): UnitTestCase => ({
        way: "duration",
        name: `fires after five minutes, and not before, at ${scrapeSeconds}-second scrapes`,
        series: [state(steps([0, right], [600, wrong]))],
        scrapeSeconds,
        expect: [quietUntil(885), firing(900, alert())],
      }),
    ),
    {
      way: "duration",
      name: "stays quiet at less than five minutes",
      series: [state(steps([0, right], [600, wrong], [885, right]))],
      expect: [quietUntil(1800)],
    },
    {
      way: "duration",
      name: "ends as soon as it is right again",
      series: [state(steps([0, wrong], [600, right]))],
      expect: [firing(585, alert()), firing(600)],
    },
    {
      way: "series",
      name: "stays quiet while the metric is missing",
      series: [],
      expect: [idleBetween(0, 900)],
    },
    {
      way: "series",
      name: "goes on firing over a missed scrape, and ends when the server is gone",
      series: [state(withGap(during(constant(wrong), 0, 900), 600, 630))],
      // The last sample counts for five minutes.
      expect: [firing(615, alert()), firing(1170, alert()), firing(1200)],
    },
    {
      way: "series",
      name: "stays quiet where two servers answer in turn, one of which is right",
      series: [state(alternating([right, wrong], 15))],
      expect: [quietUntil(1800)],
    },
    {
      way: "series",
      name: "distinguishes the server from neighbours that differ in one label",
      series: [state(constant(wrong)), ...neighbours.map((labels) => state(constant(right), labels))],
      expect: [firing(330, alert())],
    },
    {
      way: "series",
      name: "fires for each of several servers",
      series: [state(constant(wrong)), ...neighbours.map((labels) => state(constant(wrong), labels))],
      expect: [firing(330, alert(), ...neighbours.map(alert))],
    },
    {
      way: "series",
      name: "is one alert where the target is found twice, also where only one way it is wrong",
      series: [
        ...foundTwice.map((labels) => state(constant(wrong), labels)),
        ...foundTwice.map((labels, index) =>
          state(constant(index === 0 ? wrong : right), { ...labels, ...neighbours.at(-1) }),
        ),
      ],
      expect: [firing(330, alert(), alert(neighbours.at(-1)))],
    },
  ];
}
