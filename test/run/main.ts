/** `npm test` and its tiers: chooses the files and runs them side by side, one process for each core. */
import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { Argument, Command, InvalidArgumentError } from "commander";
import { checkSources } from "../../scripts/check";
import { ensureTools, toolNames } from "../../sandbox/tools";
import { filesOf, PROJECT_FOLDER, TIERS, type Tier } from "./tiers";

interface Options {
  readonly jobs?: number;
  readonly grep?: string;
  readonly check?: true;
}

new Command("test")
  .description(
    "Run the tests of a tier side by side, and name the slowest files. One file: npx mocha FILE; one test: npx mocha FILE --grep 'part of its name'.",
  )
  .addArgument(
    new Argument(
      "[tier]",
      "quick: no tool, no cluster; standard: what a change needs to be trusted; long: the same on many more cases; all: both",
    )
      .choices(TIERS)
      .default("standard"),
  )
  .option(
    "--jobs <number>",
    "processes that run tests; by default one for each core, and one more in all tiers but quick, since their tests wait for other processes",
    positive,
  )
  .option("--grep <text>", "only tests whose full name holds this text")
  .option("--check", "check the sources first, as `npm run check` does")
  .action(async (tier: Tier, options: Options) => {
    if (options.check === true && !(await checkSources())) process.exit(1);
    // Before a test with a time limit asks for one.
    if (tier !== "quick") await ensureTools([...toolNames("up"), ...toolNames("test")]);
    const files = filesOf(tier);
    const count = options.jobs ?? availableParallelism() + (tier === "quick" ? 0 : 1);
    const jobs = count === 1 ? [] : ["--parallel", "--jobs", String(count)];
    await run([
      "node_modules/mocha/bin/mocha.js",
      ...jobs,
      ...(options.grep === undefined ? [] : ["--grep", options.grep]),
      ...files,
    ]);
  })
  .parseAsync()
  .catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  });

/** Runs Node in the project's folder; ends with its exit code where that is not 0. */
async function run(args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, args, { cwd: PROJECT_FOLDER, stdio: "inherit" });
  const code = await new Promise<number>((resolve) => child.once("exit", (exitCode) => resolve(exitCode ?? 1)));
  if (code !== 0) process.exit(code);
}

function positive(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError("It has to be a whole number of at least 1.");
  return Number(text);
}
