/** `npm run test:alerts:simulations`: runs rules given by hand over the healthy and the boring scenarios of the tests. */
import { availableParallelism } from "node:os";
import { Command } from "commander";
import { scenarios, type Scenario } from "./scenarios";
import { forEach } from "./evaluate";
import { describeAlert, simulate, type SimulationResult } from "./simulate";
import { generalRules, projectRules, readRules, rulesOf, type RuleFile } from "./rules";

interface Options {
  readonly rules?: string;
  readonly scenario?: string;
}

/** The rules that were asked for; by default those of the tests. */
async function rulesToRun(path: string | undefined): Promise<RuleFile[]> {
  return path === undefined ? [...(await projectRules()), generalRules()] : readRules(path);
}

/**
 * The scenarios whose names contain a text; all by default.
 *
 * @throws Error where there is none.
 */
function scenariosToRun(text = ""): readonly Scenario[] {
  const chosen = scenarios.filter(({ name }) => name.includes(text));
  if (chosen.length === 0)
    throw new Error(
      `No scenario's name contains "${text}"; the scenarios are: ${scenarios.map(({ name }) => name).join("; ")}.`,
    );
  return chosen;
}

/** The result of one scenario, a line for each thing that is not as it should be. */
function report(scenario: string, { fired, watchdog }: SimulationResult): string[] {
  return [
    `${scenario}: ${fired.length} alerts fired, the Watchdog ${watchdog ? "all day" : "not all day"}`,
    ...fired.map((alert) => `  fired: ${describeAlert(alert)}`),
  ];
}

async function run({ rules: path, scenario }: Options): Promise<void> {
  const rules = await rulesToRun(path);
  const chosen = scenariosToRun(scenario);
  const all = rulesOf(rules);
  console.log(
    `${all.filter(({ isAlert }) => isAlert).length} alerts and ${all.filter(({ isAlert }) => !isAlert).length} recordings on ${chosen.length} simulated days, on ${availableParallelism()} processors`,
  );
  const results = await Promise.all(
    (
      await forEach(chosen, async ({ name, simulation }) => {
        const result = await simulate(simulation, rules);
        console.log(report(name, result).join("\n"));
        return result;
      })
    ).values(),
  );
  const [first, ...others] = results.map(({ emptySelectors }) => emptySelectors);
  const never = (first ?? []).filter((selector) => others.every((emptySelectors) => emptySelectors.includes(selector)));
  console.log(`${never.length} selectors found no series on any of these days`);
  for (const selector of never) console.log(`  no series: ${selector}`);
  const fired = new Set(results.flatMap((result) => result.fired.map(({ labels }) => labels["alertname"])));
  console.log(`${fired.size} different alerts fired besides the Watchdog`);
  if (fired.size > 0) process.exitCode = 1;
}

if (require.main === module) {
  const command = new Command("npm run test:alerts:simulations --")
    .description(
      "Runs alert rules in promtool over whole scenarios of a healthy EKS cluster, and prints which alerts fired and which selectors found no series. Ends with 1 where an alert of another severity than none fired.",
    )
    .option(
      "--rules <path>",
      "folder of rule files or PrometheusRule objects, or one such file; by default what the tests run: the rules that render writes for production, and the chart's general ones",
    )
    .option("--scenario <text>", "only the days whose names contain this text")
    .action((options: Options) => run(options));
  command.parseAsync().catch((error: Error) => command.error(error.message));
}
