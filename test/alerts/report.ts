/** `npm run test:alerts`: every check of the alerts, with figures. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import pMap from "p-map";
import { ensureTools } from "../../sandbox/tools";
import { noticedPercent, REQUIRED_PERCENT, scoreOf, survivorProblems, type Score } from "./mutation/score";
import { survivors } from "./mutation/survivors";
import { coverageProblems } from "./proofs/coverage";
import { deployedAlerts, type DeployedAlert } from "./proofs/deployed";
import { allProofs } from "./proofs/files";
import { ways, type Proof } from "./proofs/proof";
import { prove } from "./proofs/run";

/** Suites of their own, in the order in which they run. */
const SUITES = ["days", "routing"].map((name) => join(__dirname, name)).filter((folder) => existsSync(folder));

/** What came out for one alert. */
interface Result {
  readonly proof: Proof;
  readonly score: Score;
  /** Sentences about what is wrong. */
  readonly problems: readonly string[];
}

new Command("test:alerts")
  .description("Prove every alert that production deploys: its cases, the mutants of its rule, the days, the routing. Builds tools that are missing.")
  .option("--alert <name>", "this alert alone, without the days and the routing")
  .action(testAlerts)
  .parseAsync()
  .catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  });

async function testAlerts({ alert: only }: { alert?: string }): Promise<void> {
  await ensureTools(["promtool"]);
  const alerts = await deployedAlerts();
  const proofs = allProofs();
  if (only !== undefined && !proofs.some(({ alert }) => alert === only)) throw new Error(`There is no proof of "${only}"; there are those of ${proofs.map(({ alert }) => alert).join(", ")}.`);

  const chosen = proofs.filter(({ alert }) => only === undefined || alert === only);
  const results = await run(chosen, alerts);
  console.log(`\n${table(results)}\n`);

  const coverage = only === undefined ? coverageProblems(alerts.map(({ rule }) => rule.alert), proofs) : [];
  const percent = noticedPercent(results.map(({ score }) => score));
  const problems = [
    ...coverage,
    ...results.flatMap((result) => result.problems),
    ...(percent < REQUIRED_PERCENT ? [`${percent.toFixed(1)}% of the mutants are noticed, fewer than ${REQUIRED_PERCENT}%.`] : []),
  ];
  console.log(`${results.length} of ${only === undefined ? alerts.length : 1} alerts proven, ${percent.toFixed(1)}% of the mutants noticed.`);
  for (const problem of problems) console.error(`\n${problem}`);
  if (problems.length > 0) process.exitCode = 1;
  if (only === undefined && SUITES.length > 0) runSuites();
}

/** Proves and mutates the alerts, as many at once as there are cores, and says what came out of each. */
async function run(proofs: readonly Proof[], alerts: readonly DeployedAlert[]): Promise<readonly Result[]> {
  const byName = new Map(alerts.map((alert) => [alert.rule.alert, alert]));
  const deployed = proofs.flatMap((proof) => {
    const alert = byName.get(proof.alert);
    return alert === undefined ? [] : [{ alert, proof }];
  });
  let done = 0;
  const runOne = async ({ alert, proof }: { alert: DeployedAlert; proof: Proof }): Promise<Result> => {
    const failures = await prove(alert, proof);
    const score = await scoreOf(alert, proof);
    const failed = proof.cases.flatMap(({ name }, position) => (failures[position] === undefined ? [] : [`${proof.alert} ${name}: it does not.\n${failures[position]}`]));
    done += 1;
    console.log(`[${done}/${deployed.length}] ${proof.alert}: ${proof.cases.length} cases, ${failed.length} failed; ${score.mutantCount} mutants, ${score.survivors.length} not noticed`);
    return { proof, score, problems: [...failed, ...survivorProblems(score, survivors)] };
  };
  return pMap(deployed, runOne, { concurrency: availableParallelism() });
}

/** One line an alert, and their sum. */
function table(results: readonly Result[]): string {
  const rows = results.map(({ proof, score }) => [proof.alert, ...figures([proof], [score])]);
  const total = ["In total", ...figures(results.map(({ proof }) => proof), results.map(({ score }) => score))];
  const lines = [["Alert", ...ways, "cases", "mutants", "noticed", "score"], ...rows, total];
  const widths = total.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? "").length)));
  return lines.map((line) => line.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join("  ")).join("\n");
}

function figures(proofs: readonly Proof[], scores: readonly Score[]): readonly string[] {
  const cases = proofs.flatMap((proof) => proof.cases);
  const mutants = scores.reduce((sum, { mutantCount }) => sum + mutantCount, 0);
  const noticed = mutants - scores.reduce((sum, score) => sum + score.survivors.length, 0);
  const counts = [...ways.map((way) => cases.filter((one) => one.way === way).length), cases.length, mutants, noticed];
  return [...counts.map(String), `${noticedPercent(scores).toFixed(1)}%`];
}

function runSuites(): void {
  try {
    execFileSync(process.execPath, [require.resolve("mocha/bin/mocha.js"), ...SUITES.map((folder) => join(folder, "**/*.test.ts"))], { stdio: "inherit" });
  } catch {
    process.exitCode = 1;
  }
}
