/** `npm run bench:rules`: what a real Prometheus takes to evaluate all rules on a cluster's series. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { disabledChartAlerts } from "../alerts/overlaps";
import { integer, stopwatch } from "../cli/options";
import { ensureTools, type Tools } from "../sandbox/tools";
import { projectRules, readRules, selectedMetrics, type RuleFile } from "../test/alerts/simulations/rules";
import { production } from "../test/synthetic-cluster/targets";
import { writeBlocks } from "./rules/blocks";
import { evaluations, INTERVAL_SECONDS, startOnBlocks } from "./rules/evaluate";
import { isRest, population, type Population } from "./rules/population";
import { RECORDED_SECONDS, RECORDED_STEP_SECONDS, recordedSeries } from "./rules/recorded";
import { groupLines, memoryLine, proportionLines, totalLine } from "./rules/report";

interface Options {
  readonly series: number;
  readonly hours: number;
  readonly fineMinutes: number;
  readonly aheadMinutes: number;
  readonly evaluations: number;
  readonly chartRules: string;
  readonly dir: string;
}

/** The rules of the project's own chart, with the names that its template puts in. */
const OWN_CHART_RULES = join(__dirname, "../sandbox/own-chart/kube-prometheus-stack/files/rules");
const TEMPLATE_NAMES = { APP_NAMESPACES: ".*", NAMESPACE: "monitoring", FULLNAME: "monitoring-kube-prometheus" };

/** Between two samples before the last minutes, and of series that no rule reads. Seconds. */
const COARSE_SECONDS = 60;
const REST_SECONDS = 240;

new Command("bench:rules")
  .description(
    "Measure what a real Prometheus takes to evaluate the rules of the production stack, and the chart's. Prints figures and compares them with no limit. Builds tools that are missing.",
  )
  .option("--series <number>", "series of the cluster", integer, 100_000)
  .option("--hours <number>", "hours of history", integer, 6)
  .option(
    "--fine-minutes <number>",
    "last minutes of the history, with a sample every 15 s; one every 60 s before",
    integer,
    30,
  )
  .option(
    "--ahead-minutes <number>",
    "minutes that are written in advance: writing and evaluating must end within them",
    integer,
    45,
  )
  .option("--evaluations <number>", "evaluations of each rule group that are counted", integer, 8)
  .option(
    "--chart-rules <path>",
    "the chart's rules: a folder or a file with rules or PrometheusRule objects; by default those of the project's own chart",
    OWN_CHART_RULES,
  )
  .option("--dir <folder>", "folder for the samples, some gigabytes", tmpdir())
  .action(bench)
  .parseAsync()
  .catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  });

async function bench(options: Options): Promise<void> {
  const { log } = stopwatch();
  const tools = await ensureTools(["prometheus", "promtool"]);
  mkdirSync(options.dir, { recursive: true });
  const folder = mkdtempSync(join(options.dir, "bench-rules-"));
  try {
    const rules = { project: await projectRules(), chart: deployed(chartRules(options.chartRules)) };
    const metrics = selectedMetrics(Object.values(rules).flat());
    const cluster = population(options.series);
    console.log(proportionLines(cluster, metrics).join("\n"));
    const until = await writeHistory(folder, tools, cluster, options, log);
    const ruleFiles = Object.entries(rules).flatMap(([set, files]) => writeRules(join(folder, set), files));
    console.log(
      `\nNode ${process.version}, Prometheus ${tools.version("prometheus")}, ${cpus().length} CPUs, load ${loadavg()[0]?.toFixed(1)} before the start.`,
    );
    const prometheus = await startOnBlocks({ folder, blocks: join(folder, "blocks"), ruleFiles, tools });
    try {
      const groups = await evaluations(prometheus.url, options.evaluations, log);
      if (Date.now() / 1000 > until)
        throw new Error(
          `The samples ended before the evaluations did: raise --ahead-minutes (${options.aheadMinutes}).`,
        );
      for (const set of Object.keys(rules))
        console.log(
          groupLines(
            `\nRules of the ${set}`,
            groups.filter(([first]) => first?.file.startsWith(join(folder, set))),
          ).join("\n"),
        );
      console.log(`\n${totalLine(groups)}\n${memoryLine(prometheus.residentBytes())}`);
    } finally {
      await prometheus.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes all blocks; returns the time at which their samples end, in Unix seconds. */
async function writeHistory(
  folder: string,
  tools: Tools,
  { series }: Population,
  options: Options,
  log: (line: string) => void,
): Promise<number> {
  const now = Math.floor(Date.now() / 1000);
  const [from, fine, until] = [
    now - options.hours * 3600,
    now - options.fineMinutes * 60,
    now + options.aheadMinutes * 60,
  ];
  const blocks = join(folder, "blocks");
  const recorded = recordedSeries(production().config.services);
  const wholeHistory = await writeBlocks(
    blocks,
    tools,
    {
      series,
      origin: now,
      from,
      until,
      times: (one, start, end) =>
        isRest(one)
          ? every(REST_SECONDS, start, end)
          : [
              ...every(COARSE_SECONDS, start, Math.min(end, fine)),
              ...every(INTERVAL_SECONDS, Math.max(start, fine), end),
            ],
    },
    log,
  );
  const recordings = await writeBlocks(
    blocks,
    tools,
    {
      series: () => recorded,
      origin: now,
      from: now - RECORDED_SECONDS,
      until: now,
      times: (_, start, end) => every(RECORDED_STEP_SECONDS, start, end),
    },
    () => undefined,
  );
  log(
    `${(wholeHistory + recordings).toLocaleString("en")} samples, ${recordings.toLocaleString("en")} of them what SLOs have recorded in three days`,
  );
  return until;
}

/** Times from one on and before another. */
function every(step: number, from: number, until: number): number[] {
  const first = Math.ceil(from / step) * step;
  return Array.from({ length: Math.max(0, Math.ceil((until - first) / step)) }, (_, index) => first + index * step);
}

function chartRules(path: string): RuleFile[] {
  const named = (text: string): string =>
    Object.entries(TEMPLATE_NAMES).reduce((named, [from, to]) => named.replaceAll(from, to), text);
  return readRules(path).map(({ name, content }) => ({
    name,
    content: JSON.parse(named(JSON.stringify(content))) as RuleFile["content"],
  }));
}

/** Without the alerts that the program switches off. */
function deployed(files: readonly RuleFile[]): RuleFile[] {
  const off = Object.keys(disabledChartAlerts());
  return files.map(({ name, content }) => ({
    name,
    content: {
      groups: content.groups.map((group) => ({
        ...group,
        rules: group.rules.filter((rule) => !off.includes(rule.alert ?? "")),
      })),
    },
  }));
}

function writeRules(folder: string, files: readonly RuleFile[]): string[] {
  mkdirSync(folder);
  return files.map(({ name, content }) => {
    const file = join(folder, name);
    // JSON is YAML that no two readers understand differently.
    writeFileSync(file, JSON.stringify(content));
    return file;
  });
}
