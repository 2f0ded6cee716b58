/** How many mutants of the rules the unit tests notice. */
import type { DeployedAlert } from "../unit-tests/deployed";
import { groupBy } from "../../../common/groups";
import type { UnitTest, UnitTestCase } from "../unit-tests/unit-test";
import { mutantsOf, recordingMutantsOf, type Mutant } from "./mutants";
import type { NoticedBefore, NoticingCases } from "./noticed-before";
import { noticedAtOnce, noticedOf, type Noticed } from "./survive";

/** Share of all mutants that the unit tests have to notice. Per cent. */
export const REQUIRED_PERCENT = 95;

/** Mutants that a rule has at least. */
export const REQUIRED_MUTANTS = 8;

/** An alert and its unit test, or a recording's. */
export interface Tested {
  readonly alert: DeployedAlert;
  readonly unitTest: UnitTest;
}

/** The mutants of one rule, and those of them that no case noticed. */
export interface Score {
  /** Name of the alert, or of the recording. */
  readonly rule: string;
  readonly mutantCount: number;
  /** Names of the mutants. */
  readonly survivors: readonly string[];
  /** The others. */
  readonly noticedBy: NoticingCases;
}

/** Why a mutant may survive, by the name of the mutant, by that of the rule. */
export type Reasons = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Tests all mutants of an alert's rule by the cases of its unit test. */
export function scoreOf({ alert, unitTest: { cases } }: Tested, before: NoticedBefore): Promise<Score> {
  const series = cases.flatMap((one) => one.series);
  return scoreBy(alert.rule.alert, [{ alert, cases, mutants: mutantsOf(alert, series) }], before);
}

/** Names of the recordings that the alerts build on, each once. */
export function recordingsOf(alerts: readonly Tested[]): readonly string[] {
  return [...new Set(alerts.flatMap(({ alert }) => alert.recordings.map(({ record }) => record)))];
}

/** Tests all mutants of a recording by its own unit test, and by those of the recordings and alerts that build on it, until one notices. */
export function scoreOfRecording(record: string, tested: readonly Tested[], before: NoticedBefore): Promise<Score> {
  const users = tested.filter(({ alert }) => alert.recordings.some((recording) => recording.record === record));
  const series = users.flatMap(({ unitTest }) => unitTest.cases).flatMap((one) => one.series);
  const suites = users.map(({ alert, unitTest: { cases } }) => ({
    alert,
    cases,
    mutants: recordingMutantsOf(alert, record, series),
  }));
  return scoreBy(record, suites, before);
}

/** Cases with the mutants of what they test. Every suite of a rule has the same mutants, by their names. */
interface Suite {
  readonly alert: DeployedAlert;
  readonly cases: readonly UnitTestCase[];
  readonly mutants: readonly Mutant[];
}

/** Runs every mutant on the case that noticed it before, and then, where it does not, on all of them. */
async function scoreBy(rule: string, suites: readonly Suite[], before: NoticedBefore): Promise<Score> {
  const names = (suites[0]?.mutants ?? []).map(({ name }) => name);
  const noticedBy = new Map<string, string>();
  const keep = (suite: Suite, noticed: Noticed<Mutant>): void => {
    for (const [{ name }, one] of noticed) noticedBy.set(name, caseName(suite, one));
  };
  const left = ({ mutants }: Suite) => mutants.filter(({ name }) => !noticedBy.has(name));
  for (const suite of suites)
    for (const one of suite.cases) {
      const then = new Set((before[rule]?.[caseName(suite, one)] ?? []).map((position) => names[position]));
      const mutants = left(suite).filter(({ name }) => then.has(name));
      if (mutants.length > 0)
        keep(suite, await noticedAtOnce(suite.alert, mutants, [one], suite.alert.evaluationSeconds));
    }
  for (const suite of suites)
    keep(suite, await noticedOf(suite.alert, left(suite), suite.cases, suite.alert.evaluationSeconds));
  return {
    rule,
    mutantCount: names.length,
    survivors: names.filter((name) => !noticedBy.has(name)),
    noticedBy: Object.fromEntries(
      groupBy(
        [...names.keys()].filter((position) => noticedBy.has(names[position]!)),
        (position) => noticedBy.get(names[position]!)!,
      ),
    ),
  };
}

function caseName({ alert }: Suite, { name }: UnitTestCase): string {
  return `${alert.rule.alert} ${name}`;
}

/** What there is to score: each alert's rule, and each recording. */
export function scoringsOf(
  alerts: readonly Tested[],
  recordings: readonly Tested[],
  before: NoticedBefore,
): readonly (() => Promise<Score>)[] {
  return [
    ...alerts.map((one) => () => scoreOf(one, before)),
    ...recordingsOf(alerts).map((record) => () => scoreOfRecording(record, [...recordings, ...alerts], before)),
  ];
}

/** The alerts that have a unit test, in the order of the unit tests. */
export function testedOf(alerts: readonly DeployedAlert[], unitTests: readonly UnitTest[]): readonly Tested[] {
  const byName = new Map(alerts.map((alert) => [alert.rule.alert, alert]));
  return unitTests.flatMap((unitTest) => {
    const alert = byName.get(unitTest.alert);
    return alert === undefined ? [] : [{ alert, unitTest }];
  });
}

/** Share of the mutants that were noticed. Per cent; 100 where there are none. */
export function noticedPercent(scores: readonly Score[]): number {
  const all = scores.reduce((sum, { mutantCount }) => sum + mutantCount, 0);
  const survived = scores.reduce((sum, { survivors }) => sum + survivors.length, 0);
  return all === 0 ? 100 : (100 * (all - survived)) / all;
}

/** One sentence for each survivor that nobody explained, each explanation of a mutant that does not survive, and each rule with few mutants. */
export function survivorProblems({ rule, mutantCount, survivors }: Score, reasons: Reasons): readonly string[] {
  const listed = Object.keys(reasons[rule] ?? {});
  return [
    ...survivors
      .filter((name) => !listed.includes(name))
      .map(
        (name) =>
          `No case notices this mutant of ${rule}: "${name}"; add one, or a reason to test/alerts/mutation/survivors.ts.`,
      ),
    ...listed
      .filter((name) => !survivors.includes(name))
      .map(
        (name) => `test/alerts/mutation/survivors.ts lists "${name}" of ${rule}, which does not survive; take it out.`,
      ),
    ...(mutantCount < REQUIRED_MUTANTS
      ? [`${rule} has ${mutantCount} mutants, fewer than ${REQUIRED_MUTANTS}; add an operator that applies to it.`]
      : []),
  ];
}
