/** Runs the cases of a unit test with the real promtool. */
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { AlertingRule, RecordingRule } from "../../../alerts";
import { groupBy } from "../../../common/groups";
import { renamedMetrics } from "../../../promql";
import { GO_HEAP } from "../../../sandbox/go-heap";
import { ensureTools } from "../../../sandbox/tools";
import { failuresByGroup } from "./junit";
import type { UnitTestCase } from "./unit-test";
import { asksForTexts, testGroup } from "./promtool-test";

/** An alert with its recordings, as deployed or with something changed. */
export interface Candidate {
  readonly rule: AlertingRule;
  readonly recordings: readonly RecordingRule[];
}

/** The result of one case. */
export interface CaseResult {
  /** For each candidate that fails the case, by its position: promtool's explanation. */
  readonly failures: ReadonlyMap<number, string>;
  /** A candidate could not even be evaluated: promtool gave the case up, and nothing is known of the others. */
  readonly aborted: boolean;
}

/** Room for what promtool prints about many failing candidates. */
const OUTPUT_BYTES = 2 ** 28;

/**
 * Runs cases on several candidates for the same alert at once: what a case costs, mostly the start of promtool and the
 * loading of series, is then paid once. Each candidate gets names of its own, so that none sees the others.
 *
 * @param evaluationSeconds between two evaluations, where a case does not say.
 * @returns the results, in the order of the cases.
 * @throws Error with promtool's complaint where a candidate is no valid rule.
 */
export async function runCases(
  candidates: readonly Candidate[],
  cases: readonly UnitTestCase[],
  evaluationSeconds: number,
): Promise<readonly CaseResult[]> {
  const folder = await mkdtemp(join(tmpdir(), "unit-tests-"));
  try {
    const rules = candidates.flatMap((candidate, position) =>
      renamed(candidate, suffix(position), position === 0 ? [] : (candidates[0]?.recordings ?? [])),
    );
    // JSON is YAML, and written faster.
    const write = (name: string, content: object) => writeFile(join(folder, name), JSON.stringify(content));
    await write(RULES.withTexts, { groups: [{ name: "candidates", rules }] });
    await write(RULES.withoutTexts, { groups: [{ name: "candidates", rules: rules.map(withoutTexts) }] });
    const names = candidates.map(({ rule }, position) => `${rule.alert}${suffix(position)}`);
    const files = await Promise.all(
      [...sameFile(cases, evaluationSeconds)].map(async ([key, positions]) => {
        const [interval, ruleFile] = key.split(" ");
        const tests = positions.map((position) => testGroup(groupName(position), cases[position]!, names));
        const name = `every-${interval}-${ruleFile}`;
        await write(name, { rule_files: [ruleFile], evaluation_interval: interval, tests });
        return join(folder, name);
      }),
    );
    const failures = await promtoolTest(folder, files);
    return cases.map((_, position) => caseResult(failures.get(groupName(position)) ?? []));
  } finally {
    await rm(folder, { recursive: true });
  }
}

function groupName(position: number): string {
  return `case ${position + 1}`;
}

/** Nothing for the first, which keeps its name. */
function suffix(position: number): string {
  return position === 0 ? "" : `__${position}`;
}

/**
 * The rules of a candidate, under names that no other candidate has. Recordings that do not differ from the first
 * candidate's, and build on none that does, are evaluated once for both.
 */
function renamed(
  { rule, recordings }: Candidate,
  end: string,
  shared: readonly RecordingRule[],
): readonly (RecordingRule | AlertingRule)[] {
  const names = new Map<string, string>();
  const expr = (text: string) => (names.size === 0 ? text : renamedMetrics(text, names));
  const own = recordings.flatMap((recording, index): RecordingRule[] => {
    const changed = { ...recording, record: `${recording.record}${end}`, expr: expr(recording.expr) };
    if (recording === shared[index] && changed.expr === recording.expr) return [];
    names.set(recording.record, changed.record);
    return [changed];
  });
  return [...own, { ...rule, alert: `${rule.alert}${end}`, expr: expr(rule.expr) }];
}

/** The same rules in two files: promtool writes the texts of every active alert at every evaluation, which most cases do not ask for. */
const RULES = { withTexts: "rules.json", withoutTexts: "rules-without-texts.json" } as const;

function withoutTexts(rule: RecordingRule | AlertingRule): object {
  return { ...rule, annotations: {} };
}

/** Positions of the cases by what promtool knows for a whole file only: the time between evaluations, and the rules. */
function sameFile(cases: readonly UnitTestCase[], evaluationSeconds: number): ReadonlyMap<string, readonly number[]> {
  return groupBy(
    cases.map((_, position) => position),
    (position) => {
      const one = cases[position]!;
      const ruleFile = asksForTexts(one) ? RULES.withTexts : RULES.withoutTexts;
      return `${one.evaluationSeconds ?? evaluationSeconds}s ${ruleFile}`;
    },
  );
}

/** Failures by test group; none where all of them pass. */
async function promtoolTest(folder: string, files: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const promtool = (await ensureTools(["promtool"], { progress: "silent" })).path("promtool");
  const report = join(folder, "report.xml");
  try {
    const options = { maxBuffer: OUTPUT_BYTES, env: { ...process.env, ...GO_HEAP } };
    await promisify(execFile)(promtool, ["test", "rules", `--junit=${report}`, ...files], options);
    return new Map();
  } catch (error) {
    const failures = failuresByGroup(await readFile(report, "utf8").catch(() => ""));
    const [unusable] = [...failures.values()].flat().filter((failure) => !/^\s/.test(failure));
    if (unusable !== undefined) throw new Error(`promtool cannot use the rules: ${unusable}`);
    if (failures.size === 0) throw error;
    return failures;
  }
}

function caseResult(failed: readonly string[]): CaseResult {
  const failures = new Map<number, string>();
  for (const failure of failed) {
    const position = positionOf(failure);
    failures.set(position, [failures.get(position), failure].filter((part) => part !== undefined).join("\n"));
  }
  return { failures, aborted: failed.some((failure) => /^\s*rule:/.test(failure)) };
}

/** Which candidate a failure is about: its first line that names an alert ends the alert's name in the suffix. */
function positionOf(failure: string): number {
  const [line = ""] = failure
    .trim()
    .split("\n")
    .filter((one) => !one.trim().startsWith("name:"));
  return Number(/__(\d+)\b/.exec(line)?.[1] ?? 0);
}
