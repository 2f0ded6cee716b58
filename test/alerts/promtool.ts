/** Runs alert scenarios through the real promtool, on the rule files that the program deploys. */
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { stringify } from "yaml";
import { ensureTools } from "../../sandbox/tools";
import { ruleFiles } from "./options";
import { promtoolSeries, selector, type Series } from "./series";

/** Seconds between two evaluations of the rules, as deployed. */
const EVALUATION_SECONDS = 15;

/** Labels of an alert, with `alertname`. */
export type AlertLabels = Readonly<Record<string, string>>;

/** A query at one time, and the labels of everything that it has to find. */
export interface Expectation {
  readonly atSeconds: number;
  readonly query: string;
  readonly alerts: readonly AlertLabels[];
}

/** Some series, and what the alerts do about them. */
export interface Scenario {
  readonly series: readonly Series[];
  /** Seconds between two scrapes; 15 by default, as deployed. */
  readonly scrapeSeconds?: number;
  readonly expect: readonly Expectation[];
}

/** Expects exactly these alerts, and no other of any name, to be firing at the time. */
export function firing(atSeconds: number, ...alerts: readonly AlertLabels[]): Expectation {
  return { atSeconds, query: 'ALERTS{alertstate="firing"}', alerts };
}

/** Expects that no alert of any name fired at any time up to this one. */
export function silentUntil(atSeconds: number): Expectation {
  return { atSeconds, query: `last_over_time(ALERTS{alertstate="firing"}[${atSeconds}s])`, alerts: [] };
}

/**
 * Expects that nothing was even pending between two times. For a condition that is exactly at its threshold, where
 * `for` would hide that it holds now and then.
 */
export function neverPending(fromSeconds: number, untilSeconds: number): Expectation {
  return { atSeconds: untilSeconds, query: `last_over_time(ALERTS[${untilSeconds - fromSeconds}s])`, alerts: [] };
}

/** Fails with promtool's explanation unless all expectations hold. */
export async function check(scenario: Scenario): Promise<void> {
  await testRules({
    ...promtoolSeries(scenario.series, scenario.scrapeSeconds ?? EVALUATION_SECONDS, Math.max(...scenario.expect.map(({ atSeconds }) => atSeconds))),
    promql_expr_test: scenario.expect.map(({ atSeconds, query, alerts }) => ({
      expr: query,
      eval_time: `${atSeconds}s`,
      exp_samples: alerts.map((labels) => ({ labels: selector("ALERTS", { ...labels, alertstate: "firing" }), value: 1 })),
    })),
  });
}

/** An alert as Alertmanager receives it. */
export interface SentAlert {
  readonly alert: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** Fails unless the alert fires once at the time, with exactly these labels and texts. */
export async function checkText(series: readonly Series[], atSeconds: number, sent: SentAlert): Promise<void> {
  await testRules({
    ...promtoolSeries(series, EVALUATION_SECONDS, atSeconds),
    alert_rule_test: [
      {
        eval_time: `${atSeconds}s`,
        alertname: sent.alert,
        exp_alerts: [{ exp_labels: sent.labels, exp_annotations: sent.annotations }],
      },
    ],
  });
}

/** Runs promtool; its complaint is the error. */
export async function promtool(args: readonly string[]): Promise<void> {
  const tools = await ensureTools(["promtool"]);
  await promisify(execFile)(tools.path("promtool"), args).catch((error: { stdout: string; stderr: string }) => {
    throw new Error(`promtool ${args.slice(0, 2).join(" ")} failed:\n${error.stdout}${error.stderr}`);
  });
}

/** Writes the rule files into a temporary folder that lives as long as `use` runs. */
export async function withRuleFiles(use: (folder: string, files: readonly string[]) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "alerts-"));
  try {
    const files: string[] = [];
    for (const { name, groups } of ruleFiles) {
      const file = join(folder, `${name}.yaml`);
      await writeFile(file, stringify({ groups }));
      files.push(file);
    }
    await use(folder, files);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Finds promtool, or builds it, which takes minutes: for a `before` hook, outside the time of a test. */
export async function preparePromtool(this: Mocha.Context): Promise<void> {
  this.timeout("60m");
  await ensureTools(["promtool"]);
}

async function testRules(test: object): Promise<void> {
  await withRuleFiles(async (folder, files) => {
    const path = join(folder, "scenario.yaml");
    await writeFile(path, stringify({ rule_files: files, evaluation_interval: `${EVALUATION_SECONDS}s`, tests: [test] }));
    await promtool(["test", "rules", path]);
  });
}
