/** `npm run test:alerts:days`: runs rules given by hand over the healthy and the boring days of the tests. */
import { availableParallelism } from "node:os";
import { Command } from "commander";
import { days, type Day } from "./days";
import { forEach } from "./evaluate";
import { describeAlert, judge, type Verdict } from "./judge";
import { generalRules, projectRules, readRules, rulesOf, type RuleFile } from "./rules";

interface Options {
  readonly rules?: string;
  readonly day?: string;
}

/** The rules that were asked for; by default those of the tests. */
async function rulesToRun(path: string | undefined): Promise<RuleFile[]> {
  return path === undefined ? [...(await projectRules()), generalRules()] : readRules(path);
}

/**
 * The days whose names hold a text; all by default.
 *
 * @throws Error where there is none.
 */
function daysToRun(text = ""): readonly Day[] {
  const chosen = days.filter(({ name }) => name.includes(text));
  if (chosen.length === 0) throw new Error(`No day's name holds "${text}"; the days are: ${days.map(({ name }) => name).join("; ")}.`);
  return chosen;
}

/** What came of one day, a line for each thing that is not as it should be. */
function report(day: string, { fired, watchdog }: Verdict): string[] {
  return [
    `${day}: ${fired.length} alerts fired, the Watchdog ${watchdog ? "all day" : "not all day"}`,
    ...fired.map((alert) => `  fired: ${describeAlert(alert)}`),
  ];
}

async function run({ rules: path, day }: Options): Promise<void> {
  const rules = await rulesToRun(path);
  const chosen = daysToRun(day);
  const all = rulesOf(rules);
  console.log(`${all.filter(({ isAlert }) => isAlert).length} alerts and ${all.filter(({ isAlert }) => !isAlert).length} recordings on ${chosen.length} days, on ${availableParallelism()} processors`);
  const verdicts = await Promise.all((await forEach(chosen, async ({ name, world }) => {
    const verdict = await judge(world, rules);
    console.log(report(name, verdict).join("\n"));
    return verdict;
  })).values());
  const [first, ...others] = verdicts.map(({ blind }) => blind);
  const never = (first ?? []).filter((selector) => others.every((blind) => blind.includes(selector)));
  console.log(`${never.length} selectors found no series on any of these days`);
  for (const selector of never) console.log(`  no series: ${selector}`);
  const fired = new Set(verdicts.flatMap((verdict) => verdict.fired.map(({ labels }) => labels["alertname"])));
  console.log(`${fired.size} different alerts fired besides the Watchdog`);
  if (fired.size > 0) process.exitCode = 1;
}

if (require.main === module) {
  const command = new Command("npm run test:alerts:days --")
    .description("Runs alert rules in promtool over whole days of a healthy EKS cluster, and prints which alerts fired and which selectors found no series. Ends with 1 where an alert of another severity than none fired.")
    .option("--rules <path>", "folder of rule files or PrometheusRule objects, or one such file; by default what the tests run: the rules that render writes for production, and the chart's general ones")
    .option("--day <text>", "only the days whose names hold this text")
    .action((options: Options) => run(options));
  command.parseAsync().catch((error: Error) => command.error(error.message));
}
