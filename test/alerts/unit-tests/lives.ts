/** What alerts on the counters of servers do where another server answers under the same labels: the same for every kind. */
import { constant, during, rising, type Samples, type Series } from "../series";
import { everyMinute, firing, idleBetween, sends, type Labels, type UnitTestCase } from "./unit-test";

/** A counter of a server with its alert. */
export interface CountedFixture {
  /** The counter on its target; other labels come on top, or replace the target's. */
  readonly counter: (samples: Samples, labels?: Labels) => Series;
  /** What its exporter tells about the server that answers: the first, or the second, at each time. */
  readonly tells: (answers: Answers, labels?: Labels) => readonly Series[];
  /** Labels of the alert; others come on top, or replace these. */
  readonly alert: (labels?: Labels) => Labels;
  /** Texts of the alert about so many. */
  readonly texts: (count: number) => Readonly<Record<string, string>>;
  /** Fewest within the window that the alert is about. */
  readonly enough: number;
  /** Window in which they are counted. Seconds. */
  readonly windowSeconds: number;
  /** Another value for each label that distinguishes servers. */
  readonly neighbours: readonly Labels[];
  /** The labels of one target when it is found twice. */
  readonly foundTwice: readonly Labels[];
}

/** Which server answers at a time: 0 or 1. */
export type Answers = (seconds: number) => number;

/** Two servers in turn, another one at each scrape. */
export const inTurn =
  (scrapeSeconds: number): Answers =>
  (seconds) =>
    Math.floor(seconds / scrapeSeconds) % 2;

/** The second server from the time on. */
export const since =
  (time: number): Answers =>
  (seconds) =>
    seconds < time ? 0 : 1;

/** What the server that answers says: the first or the second samples. */
export const answered =
  (answers: Answers, ...samples: readonly [Samples, Samples]): Samples =>
  (seconds) =>
    samples[answers(seconds)]?.(seconds);

/** Another value for each label that only says how a target was found. */
export const otherDiscovery: readonly Labels[] = ["pod", "container", "service", "endpoint"].map((label) => ({
  [label]: "other",
}));

/** Yet another value for each label. */
const third = (labels: Labels): Labels =>
  Object.fromEntries(Object.entries(labels).map(([name, other]) => [name, `${other}-2`]));

/** Between two steps of a counter that is busy. Seconds. */
const STEP_SECONDS = 120;
const EIGHT_STEPS = 8 * STEP_SECONDS;

/** How often that was until a time. */
const steps = (seconds: number): number => Math.floor(seconds / STEP_SECONDS);

/** Cases of an alert on how much a counter grew. */
export function countedCases(fixture: CountedFixture): readonly UnitTestCase[] {
  const { counter, tells, alert, texts, enough, windowSeconds, neighbours, foundTwice } = fixture;
  /** Enough at once, again and again: the shortest window holds a step that was seen at any time. */
  const busy =
    (began = 0, old = 0): Samples =>
    (seconds) =>
      old + enough * steps(seconds - began);
  const idle = constant(37 * enough);
  const at = 1500;
  /** What {@link busy} has counted in the window, which holds one scrape less than its length. */
  const counted = (time: number): number => enough * (steps(time) - steps(Math.max(time - windowSeconds + 15, 0)));
  const target = (answers: Answers, first: Samples, second: Samples, labels: Labels = {}) => [
    ...tells(answers, labels),
    counter(answered(answers, first, second), labels),
  ];
  const variants = [{}, ...neighbours, ...otherDiscovery];
  return [
    ...[15, 30, 60].flatMap((scrapeSeconds): UnitTestCase[] => [
      {
        way: "series",
        name: `stays quiet where two servers answer in turn that count nothing, at ${scrapeSeconds}-second scrapes`,
        series: target(inTurn(scrapeSeconds), constant(0), idle),
        scrapeSeconds,
        expect: [idleBetween(0, 3600)],
      },
      {
        way: "series",
        name: `counts what one of two servers that answer in turn has counted, at ${scrapeSeconds}-second scrapes`,
        series: target(inTurn(scrapeSeconds), busy(), idle),
        scrapeSeconds,
        expect: [sends(at, alert(), texts(counted(at)))],
      },
    ]),
    {
      way: "series",
      name: "adds up what two servers that answer in turn have counted, once where their target is found twice",
      series: foundTwice.flatMap((labels) => target(inTurn(15), busy(), busy(0, 9e6), labels)),
      expect: [sends(at, alert(), texts(2 * counted(at)))],
    },
    {
      way: "series",
      name: "stays quiet about a fail-over to a server that has counted much more, and back",
      series: target((seconds) => (seconds >= 900 && seconds < 1500 ? 1 : 0), constant(5e6), constant(9e6)),
      expect: [idleBetween(0, 3600)],
    },
    {
      way: "series",
      name: "counts from a restart on",
      series: target(since(900), constant(5e6), busy(900)),
      expect: [idleBetween(0, 900 + STEP_SECONDS - 15), sends(900 + EIGHT_STEPS, alert(), texts(counted(EIGHT_STEPS)))],
    },
    {
      way: "series",
      name: "tells what a server counted that is gone, for as long as the window has it",
      // The step at 1440 is the last that it says; the one before, without it, is of 1425.
      series: target(since(1455), busy(), idle),
      expect: [firing(1425 + windowSeconds - 15, alert()), firing(1425 + windowSeconds)],
    },
    {
      way: "series",
      name: "counts over scrapes that are missing where two servers answer in turn",
      series: target(inTurn(15), busy(), idle).map(({ samples, ...rest }) => ({
        ...rest,
        samples: (seconds) => (seconds % 225 < 75 ? undefined : samples(seconds)),
      })),
      expect: [firing(at, alert())],
    },
    {
      way: "series",
      name: "stays quiet where two servers answer in turn behind each of several targets that differ in one label",
      // Three of each: where one life is known of all, it is that of two at most, in whatever order they are read.
      series: [...variants, ...variants.slice(1).map(third)].flatMap((labels) =>
        target(inTurn(15), constant(0), idle, labels),
      ),
      expect: [idleBetween(0, 1800)],
    },
    {
      way: "series",
      name: "fires for each of several targets that differ in one label",
      series: variants.flatMap((labels) => target(inTurn(15), busy(), idle, labels)),
      expect: [firing(at, alert(), ...neighbours.map(alert))],
    },
    {
      way: "series",
      name: "counts of a target that does not tell its server, beside others that differ in one label and do",
      series: [
        counter(busy()),
        ...variants.slice(1).flatMap((labels) => target(inTurn(15), constant(0), idle, labels)),
      ],
      expect: [firing(at, alert())],
    },
  ];
}

/** Two counters of a server, the alert on whose share it is. */
export interface ShareFixture extends Pick<CountedFixture, "tells" | "alert" | "neighbours" | "foundTwice"> {
  /** What was found, and what was not; see {@link CountedFixture}. */
  readonly counters: Readonly<Record<"found" | "missed", CountedFixture["counter"]>>;
  /** Share below which it alerts. */
  readonly share: number;
  /** How many a second it takes for the share to count. */
  readonly guard: number;
  /** When it fires where it is below from the beginning on. Seconds. */
  readonly firesSeconds: number;
}

/** Cases of an alert on a share of what two counters count. */
export function shareCases(fixture: ShareFixture): readonly UnitTestCase[] {
  const { counters, tells, alert, neighbours, foundTwice, share, guard, firesSeconds } = fixture;
  /** A server with so large a share of so many a second, that began with other counts than every other. */
  const server = (found: number, perSecond: number, old = 0) => ({
    found: rising(found * perSecond, old),
    missed: rising((1 - found) * perSecond, 3 * old),
  });
  type Server = ReturnType<typeof server>;
  const target = (answers: Answers, first: Server, second: Server, labels: Labels = {}) => [
    ...tells(answers, labels),
    counters.found(answered(answers, first.found, second.found), labels),
    counters.missed(answered(answers, first.missed, second.missed), labels),
  ];
  const enough = 1.5 * guard;
  const good = server(share + 0.05, enough);
  const bad = server(share - 0.1, enough);
  const better = server(share + 0.08, enough, 9e6);
  const worse = server(share - 0.2, enough, 9e6);
  const variants = [{}, ...neighbours, ...otherDiscovery];
  const quiet = [idleBetween(0, firesSeconds)];
  /** At scrapes as far apart as the evaluations. */
  const turns = inTurn(60);
  const cases: readonly UnitTestCase[] = [
    {
      way: "series",
      name: "stays quiet where two servers answer in turn that both find enough",
      series: target(turns, good, better),
      expect: quiet,
    },
    {
      way: "series",
      name: "stays quiet where two servers answer in turn that are asked for little",
      series: target(turns, server(share, guard / 1000), server(0, guard / 1000, 5e6)),
      expect: quiet,
    },
    {
      way: "series",
      name: "stays quiet where two servers answer in turn that are asked for enough only together",
      series: target(turns, server(0, 0.6 * guard), server(0, 0.6 * guard, 5e6)),
      expect: quiet,
    },
    {
      way: "series",
      name: "stays quiet about a server that is asked for too little, found another way from some time on",
      series: foundTwice.flatMap((labels, index) =>
        target(since(Infinity), server(0, 0.9 * guard), good, labels).map(({ samples, ...rest }) => ({
          ...rest,
          samples: during(samples, 900 * index),
        })),
      ),
      expect: quiet,
    },
    {
      way: "series",
      name: "takes two servers that answer in turn together, and each once where their target is found twice",
      series: foundTwice.flatMap((labels, index) => [
        ...target(turns, good, server(share - 0.06, enough, 9e6), labels),
        ...target(turns, good, server(share - 0.04, enough, 9e6), { ...labels, ...neighbours.at(-1) }),
        ...target(turns, server(0, 0.9 * guard), server(0, 0.9 * guard, 9e6 * (index + 1)), {
          ...labels,
          ...neighbours.at(0),
        }),
      ]),
      expect: [firing(firesSeconds, alert())],
    },
    {
      way: "series",
      name: "stays quiet about a fail-over to a server that has counted much more, and back",
      series: target((seconds) => (seconds >= 900 && seconds < 1500 ? 1 : 0), good, better),
      expect: quiet,
    },
    {
      way: "series",
      name: "stays quiet where two servers answer in turn behind each of several targets that differ in one label",
      series: variants.flatMap((labels) => target(turns, good, better, labels)),
      expect: quiet,
    },
    {
      way: "series",
      name: "fires for each of several targets that differ in one label",
      series: variants.flatMap((labels) => target(turns, bad, worse, labels)),
      expect: [firing(firesSeconds, alert(), ...neighbours.map(alert))],
    },
    {
      way: "series",
      name: "knows the share of a target that does not tell its server, beside others that differ in one label and do",
      series: [
        // A second is one of any server's: the others that are found of this one are asked for nearly nothing in theirs.
        counters.found(rising((share - 0.1) * 9 * guard)),
        counters.missed(rising((1.1 - share) * 9 * guard)),
        ...neighbours.flatMap((labels) => target(turns, good, better, labels)),
        ...otherDiscovery.flatMap((labels) => target(turns, server(1, 0.01), server(1, 0.01, 9e6), labels)),
      ],
      expect: [firing(firesSeconds, alert())],
    },
  ];
  return [
    ...everyMinute(cases.map((one) => ({ ...one, scrapeSeconds: 60 }))),
    ...[15, 30, 60].flatMap((scrapeSeconds): UnitTestCase[] => [
      {
        way: "threshold",
        name: `stays quiet just under what it has to be asked for, at ${scrapeSeconds}-second scrapes`,
        series: target(since(Infinity), server(0, 0.99 * guard), good),
        scrapeSeconds,
        expect: [idleBetween(0, 1800)],
      },
      {
        way: "threshold",
        name: `fires just over it, at ${scrapeSeconds}-second scrapes`,
        series: target(since(Infinity), server(0, 1.01 * guard), good),
        scrapeSeconds,
        expect: [firing(firesSeconds, alert())],
      },
    ]),
  ];
}
