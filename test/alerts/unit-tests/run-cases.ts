/** Runs the cases of a unit test with the real promtool. */
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { AlertingRule, RecordingRule } from "../../../alerts";
import { renamedMetrics } from "../../../promql";
import { GO_HEAP } from "../../../sandbox/go-heap";
import { ensureTools } from "../../../sandbox/tools";
import { failuresByGroup } from "./junit";
import type { UnitTestCase } from "./unit-test";
import { testGroup } from "./promtool-test";

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
    await writeFile(join(folder, "rules.json"), JSON.stringify({ groups: [{ name: "candidates", rules }] }));
    const names = candidates.map(({ rule }, position) => `${rule.alert}${suffix(position)}`);
    const files = await Promise.all(
      [...evaluations(cases, evaluationSeconds)].map(async ([interval, positions]) => {
        const tests = positions.map((position) => testGroup(groupName(position), cases[position]!, names));
        const path = join(folder, `every-${interval}.json`);
        await writeFile(
          path,
          JSON.stringify({ rule_files: ["rules.json"], evaluation_interval: `${interval}s`, tests }),
        );
        return path;
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
 * The rules of a candidate, under names that no other candidate has. Recordings up to the first that differs from the
 * first candidate's are evaluated once for both.
 */
function renamed(
  { rule, recordings }: Candidate,
  end: string,
  shared: readonly RecordingRule[],
): readonly (RecordingRule | AlertingRule)[] {
  const first = recordings.findIndex((recording, index) => recording !== shared[index]);
  const own = first === -1 ? [] : recordings.slice(first);
  const names = new Map(own.map(({ record }) => [record, `${record}${end}`]));
  const expr = (text: string) => (names.size === 0 ? text : renamedMetrics(text, names));
  return [
    ...own.map((recording) => ({ ...recording, record: `${recording.record}${end}`, expr: expr(recording.expr) })),
    { ...rule, alert: `${rule.alert}${end}`, expr: expr(rule.expr) },
  ];
}

/** Positions of the cases by the seconds between their evaluations, which promtool knows for a whole file only. */
function evaluations(
  cases: readonly UnitTestCase[],
  evaluationSeconds: number,
): ReadonlyMap<number, readonly number[]> {
  const positions = new Map<number, number[]>();
  cases.forEach((one, position) => {
    const interval = one.evaluationSeconds ?? evaluationSeconds;
    positions.set(interval, [...(positions.get(interval) ?? []), position]);
  });
  return positions;
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
