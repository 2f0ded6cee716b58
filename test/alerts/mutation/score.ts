/** How many mutants of the rules the unit tests notice. */
import type { DeployedAlert } from "../unit-tests/deployed";
import type { UnitTest } from "../unit-tests/unit-test";
import { mutantsOf, recordingMutantsOf } from "./mutants";
import { survivorsOf } from "./survive";

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
}

/** Why a mutant may survive, by the name of the mutant, by that of the rule. */
export type Reasons = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Tests all mutants of an alert's rule by the cases of its unit test. */
export async function scoreOf({ alert, unitTest: { cases } }: Tested): Promise<Score> {
  const mutants = mutantsOf(
    alert,
    cases.flatMap(({ series }) => series),
  );
  const survivors = await survivorsOf(alert, mutants, cases, alert.evaluationSeconds);
  return { rule: alert.rule.alert, mutantCount: mutants.length, survivors: survivors.map(({ name }) => name) };
}

/** Names of the recordings that the alerts build on, each once. */
export function recordingsOf(alerts: readonly Tested[]): readonly string[] {
  return [...new Set(alerts.flatMap(({ alert }) => alert.recordings.map(({ record }) => record)))];
}

/** Tests all mutants of a recording by its own unit test, and by those of the recordings and alerts that build on it, until one notices. */
export async function scoreOfRecording(record: string, tested: readonly Tested[]): Promise<Score> {
  const users = tested.filter(({ alert }) => alert.recordings.some((recording) => recording.record === record));
  const series = users.flatMap(({ unitTest }) => unitTest.cases).flatMap((one) => one.series);
  const mutants = users.map(({ alert }) => recordingMutantsOf(alert, record, series));
  let left = (mutants[0] ?? []).map(({ name }) => name);
  for (const [index, { alert, unitTest }] of users.entries()) {
    const mutantsLeft = (mutants[index] ?? []).filter(({ name }) => left.includes(name));
    left = (await survivorsOf(alert, mutantsLeft, unitTest.cases, alert.evaluationSeconds)).map(({ name }) => name);
  }
  return { rule: record, mutantCount: mutants[0]?.length ?? 0, survivors: left };
}

/** What there is to score: each alert's rule, and each recording. */
export function scoringsOf(
  alerts: readonly Tested[],
  recordings: readonly Tested[],
): readonly (() => Promise<Score>)[] {
  return [
    ...alerts.map((one) => () => scoreOf(one)),
    ...recordingsOf(alerts).map((record) => () => scoreOfRecording(record, [...recordings, ...alerts])),
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
