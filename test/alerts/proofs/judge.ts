/** Runs the cases of a proof with the real promtool. */
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AlertingRule, RecordingRule } from "../../../alerts";
import { ensureTools } from "../../../sandbox/tools";
import type { ProofCase } from "./proof";
import { testGroup } from "./promtool-test";

/** An alert with its recordings, as deployed or with something changed. */
export interface Candidate {
  readonly rule: AlertingRule;
  readonly recordings: readonly RecordingRule[];
}

/** What became of one case. */
export interface Verdict {
  /** For each candidate that fails the case, by its position: promtool's explanation. */
  readonly failures: ReadonlyMap<number, string>;
  /** A candidate could not even be evaluated: promtool gave the case up, and nothing is known of the others. */
  readonly aborted: boolean;
}

/** Output of promtool for many failing candidates. */
const OUTPUT_BYTES = 2 ** 28;

/**
 * Runs cases on several candidates for the same alert at once: what a case costs, mostly the start of promtool and the
 * loading of series, is then paid once. Each candidate gets names of its own, so that none sees the others.
 *
 * @param evaluationSeconds between two evaluations, where a case does not say.
 * @returns the verdicts, in the order of the cases.
 * @throws Error with promtool's complaint where a candidate is no valid rule.
 */
export async function judge(candidates: readonly Candidate[], cases: readonly ProofCase[], evaluationSeconds: number): Promise<readonly Verdict[]> {
  const folder = await mkdtemp(join(tmpdir(), "proofs-"));
  try {
    const rules = candidates.flatMap((candidate, position) => renamed(candidate, suffix(position)));
    // JSON is YAML, and written faster.
    await writeFile(join(folder, "rules.json"), JSON.stringify({ groups: [{ name: "candidates", rules }] }));
    const names = candidates.map(({ rule }, position) => `${rule.alert}${suffix(position)}`);
    const files = await Promise.all(
      [...evaluations(cases, evaluationSeconds)].map(async ([interval, positions]) => {
        const tests = positions.map((position) => testGroup(`case ${position}`, cases[position]!, names));
        const path = join(folder, `every-${interval}.json`);
        await writeFile(path, JSON.stringify({ rule_files: ["rules.json"], evaluation_interval: `${interval}s`, tests }));
        return path;
      }),
    );
    return verdicts(await promtoolTest(files), cases.length);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Nothing for the first, which keeps its name. */
function suffix(position: number): string {
  return position === 0 ? "" : `__${position}`;
}

/** The rules of a candidate, under names that no other candidate has. */
function renamed({ rule, recordings }: Candidate, end: string): readonly (RecordingRule | AlertingRule)[] {
  const uses = recordings.map(({ record }) => new RegExp(`(?<![\\w:])${record}(?![\\w:])`, "g"));
  const expr = (text: string) => uses.reduce((changed, use) => changed.replace(use, (name) => `${name}${end}`), text);
  return [
    ...recordings.map((recording) => ({ ...recording, record: `${recording.record}${end}`, expr: expr(recording.expr) })),
    { ...rule, alert: `${rule.alert}${end}`, expr: expr(rule.expr) },
  ];
}

/** Positions of the cases by the seconds between their evaluations, which promtool knows for a whole file only. */
function evaluations(cases: readonly ProofCase[], evaluationSeconds: number): ReadonlyMap<number, readonly number[]> {
  const positions = new Map<number, number[]>();
  cases.forEach((one, position) => {
    const interval = one.evaluationSeconds ?? evaluationSeconds;
    positions.set(interval, [...(positions.get(interval) ?? []), position]);
  });
  return positions;
}

/** What promtool says about failing tests; nothing where all of them pass. */
async function promtoolTest(files: readonly string[]): Promise<string> {
  const promtool = (await ensureTools(["promtool"], { progress: "silent" })).path("promtool");
  return new Promise((resolve, reject) => {
    execFile(promtool, ["test", "rules", ...files], { maxBuffer: OUTPUT_BYTES }, (error, stdout, stderr) => {
      const complaint = `${stdout}${stderr}`;
      if (error === null) resolve("");
      else if (/^ {4}name: case \d+,$/m.test(complaint)) resolve(complaint);
      else reject(new Error(`promtool test rules failed:\n${complaint}${error.message}`));
    });
  });
}

function verdicts(complaint: string, caseCount: number): readonly Verdict[] {
  const [, ...parts] = complaint.split(/^ {4}name: case (\d+),$/m);
  const texts = new Map(parts.flatMap((part, index) => (index % 2 === 0 ? [[Number(part), parts[index + 1] ?? ""]] : [])) as [number, string][]);
  return Array.from({ length: caseCount }, (_, position) => verdict(texts.get(position) ?? ""));
}

/** Each failed expectation begins with four spaces and goes on with more. */
function verdict(text: string): Verdict {
  const expectations = text.split(/^ {4}(?=\S)/m).slice(1).map((one) => one.replace(/\n(?! {8})[^]*/, ""));
  const failures = new Map<number, string>();
  for (const one of expectations) {
    const position = Number(/__(\d+)\b/.exec(one.split("\n")[0] ?? "")?.[1] ?? 0);
    failures.set(position, [failures.get(position), one].filter((part) => part !== undefined).join("\n"));
  }
  return { failures, aborted: expectations.some((one) => one.startsWith("rule:")) };
}
