/** `npm run test:alerts`: every check of the alerts, with figures. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import pMap from "p-map";
import { ensureTools } from "../../sandbox/tools";
import {
  noticedPercent,
  testedOf,
  recordingsOf,
  REQUIRED_PERCENT,
  scoreOf,
  scoreOfRecording,
  survivorProblems,
  type Tested,
  type Score,
} from "./mutation/score";
import { noticedBefore, remember } from "./mutation/noticed-before";
import { survivors } from "./mutation/survivors";
import { coverageProblems } from "./unit-tests/coverage";
import { deployedAlerts } from "./unit-tests/deployed";
import { allUnitTests } from "./unit-tests/files";
import { ways, type UnitTestCase } from "./unit-tests/unit-test";
import { testedRecordings } from "./unit-tests/recordings";
import { runUnitTest } from "./unit-tests/run";

/** Suites of their own, in the order in which they run. */
const SUITES = ["simulations", "routing"].map((name) => join(__dirname, name)).filter((folder) => existsSync(folder));

/** What came out for one rule: an alert, or a recording that alerts build on. */
interface Result {
  readonly score: Score;
  /** None of a recording that has no unit test of its own: it is tested by those of the alerts. */
  readonly cases: readonly UnitTestCase[];
  /** Sentences about what is wrong. */
  readonly problems: readonly string[];
}

interface Options {
  readonly alert?: string;
  readonly remember?: boolean;
}

new Command("test:alerts")
  .description(
    "Test every alert: its cases, the mutants of its rule, the simulated days, the routing. Builds tools that are missing.",
  )
  .option("--alert <name>", "this alert alone, without the simulated days and the routing")
  .option("--remember", "write down which case noticed each mutant, to try it first the next time")
  .action(testAlerts)
  .parseAsync()
  .catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  });

async function testAlerts({ alert: only, remember: remembers = false }: Options): Promise<void> {
  await ensureTools(["promtool"]);
  const alerts = await deployedAlerts();
  const unitTests = allUnitTests();
  if (only !== undefined && !unitTests.some(({ alert }) => alert === only))
    throw new Error(
      `There is no unit test of "${only}"; there are those of ${unitTests.map(({ alert }) => alert).join(", ")}.`,
    );

  const tested = testedOf(alerts, unitTests);
  const recordings = testedRecordings(alerts);
  const results = await run(tested, recordings, { only, remembers });
  console.log(`\n${table(results)}\n`);

  const coverage =
    only === undefined
      ? coverageProblems(
          alerts.map(({ rule }) => rule.alert),
          unitTests,
        )
      : [];
  const percent = noticedPercent(results.map(({ score }) => score));
  const problems = [
    ...coverage,
    ...results.flatMap((result) => result.problems),
    ...(percent < REQUIRED_PERCENT
      ? [`${percent.toFixed(1)}% of the mutants are noticed, fewer than ${REQUIRED_PERCENT}%.`]
      : []),
  ];
  console.log(
    `${only === undefined ? `${tested.length} of ${alerts.length} alerts have a unit test` : only}, ${percent.toFixed(1)}% of the mutants noticed, ${problems.length} problems.`,
  );
  for (const problem of problems) console.error(`\n${problem}`);
  if (problems.length > 0) process.exitCode = 1;
  if (only === undefined && SUITES.length > 0) runSuites();
}

/** Tests and mutates the rules, as many at once as there are cores, and says what came out of each. */
async function run(
  tested: readonly Tested[],
  recordings: readonly Tested[],
  { only, remembers }: { readonly only: string | undefined; readonly remembers: boolean },
): Promise<readonly Result[]> {
  const rules = [...tested.map(({ unitTest }) => unitTest.alert), ...recordingsOf(tested)];
  const records = only === undefined ? recordingsOf(tested) : [];
  const jobs = [
    ...tested
      .filter(({ unitTest }) => only === undefined || unitTest.alert === only)
      .map((one) => () => alertResult(one)),
    ...records.map((record) => () => recordingResult(record, recordings, tested)),
  ];
  let done = 0;
  const runOne = async (job: () => Promise<Result>) => {
    const result = await job();
    const { score, cases } = result;
    // At once: a run that is interrupted has not been for nothing.
    if (remembers) remember(score, rules);
    done += 1;
    console.log(
      `[${done}/${jobs.length}] ${score.rule}: ${cases.length} cases, ${score.mutantCount} mutants, ${score.survivors.length} not noticed, ${result.problems.length} problems`,
    );
    return result;
  };
  return pMap(jobs, runOne, { concurrency: availableParallelism() });
}

async function alertResult(tested: Tested): Promise<Result> {
  const failed = await failedCases(tested);
  const score = await scoreOf(tested, noticedBefore());
  return { score, cases: tested.unitTest.cases, problems: [...failed, ...survivorProblems(score, survivors)] };
}

async function recordingResult(
  record: string,
  recordings: readonly Tested[],
  alerts: readonly Tested[],
): Promise<Result> {
  const own = recordings.find(({ unitTest }) => unitTest.alert === record);
  const failed = own === undefined ? [] : await failedCases(own);
  const score = await scoreOfRecording(record, [...recordings, ...alerts], noticedBefore());
  return { score, cases: own?.unitTest.cases ?? [], problems: [...failed, ...survivorProblems(score, survivors)] };
}

/** One sentence, with promtool's explanation, for each case that fails. */
async function failedCases({ alert, unitTest }: Tested): Promise<readonly string[]> {
  const failures = await runUnitTest(alert, unitTest);
  return unitTest.cases.flatMap(({ name }, position) =>
    failures[position] === undefined ? [] : [`${unitTest.alert} ${name}: it does not.\n${failures[position]}`],
  );
}

/** One line a rule, and their sum. */
function table(results: readonly Result[]): string {
  const rows = results.map((result) => [result.score.rule, ...figures([result])]);
  const total = ["In total", ...figures(results)];
  const lines = [["Rule", ...ways, "cases", "mutants", "noticed", "score"], ...rows, total];
  const widths = total.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? "").length)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join("  "),
    )
    .join("\n");
}

function figures(results: readonly Result[]): readonly string[] {
  const cases = results.flatMap((result) => result.cases);
  const scores = results.map(({ score }) => score);
  const mutants = scores.reduce((sum, { mutantCount }) => sum + mutantCount, 0);
  const noticed = mutants - scores.reduce((sum, score) => sum + score.survivors.length, 0);
  const counts = [...ways.map((way) => cases.filter((one) => one.way === way).length), cases.length, mutants, noticed];
  return [...counts.map(String), `${noticedPercent(scores).toFixed(1)}%`];
}

function runSuites(): void {
  try {
    execFileSync(
      process.execPath,
      [require.resolve("mocha/bin/mocha.js"), ...SUITES.map((folder) => join(folder, "**/*.test.ts"))],
      { stdio: "inherit" },
    );
  } catch {
    process.exitCode = 1;
  }
}
