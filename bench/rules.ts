/** `npm run bench:rules`: what a real Prometheus takes to evaluate all rules on a cluster's series. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { integer, stopwatch } from "../cli/options";
import { ensureTools } from "../sandbox/tools";
import { selectedMetrics, readRules, projectRules, type RuleFile } from "../test/alerts/days/rules";
import type { Series } from "../test/alerts/series";
import { writeBlocks } from "./rules/blocks";
import { evaluations, INTERVAL_SECONDS, startOnBlocks } from "./rules/evaluate";
import { population } from "./rules/population";
import { recordedSeries, RECORDED_DAYS, RECORDED_EVERY_SECONDS } from "./rules/recorded";
import { percent, reportLines, totals } from "./rules/report";

interface Options {
  readonly series: number;
  readonly hours: number;
  readonly fineMinutes: number;
  readonly evaluations: number;
  readonly chartRules: string;
  readonly dir?: string;
}

const OWN_CHART_RULES = join(__dirname, "../sandbox/chart/kube-prometheus-stack/files/rules");

/** Before the last minutes, and between two samples of a series that no rule reads. Seconds. */
const COARSE_SECONDS = 60;
const REST_SECONDS = 240;

new Command("bench:rules")
  .description("Measure what a real Prometheus takes to evaluate all rules of the production stack. Prints figures and judges none. Builds tools that are missing.")
  .option("--series <number>", "series of the cluster", integer, 100_000)
  .option("--hours <number>", "hours of history", integer, 6)
  .option("--fine-minutes <number>", "last minutes of the history with a sample every 15 s; before them, one every 60 s", integer, 60)
  .option("--evaluations <number>", "evaluations of each rule group that are counted", integer, 8)
  .option("--chart-rules <path>", "rule files of the chart, or PrometheusRule objects: a folder or a file", OWN_CHART_RULES)
  .option("--dir <folder>", "folder for the samples, some gigabytes; by default one in the system's temporary folder")
  .action(bench)
  .parseAsync()
  .catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  });

async function bench(options: Options): Promise<void> {
  const { log } = stopwatch();
  const tools = await ensureTools(["prometheus", "promtool"]);
  if (options.dir !== undefined) mkdirSync(options.dir, { recursive: true });
  const folder = mkdtempSync(join(options.dir ?? tmpdir(), "bench-rules-"));
  try {
    const rules = { "the project's rules": await projectRules(), "the chart's rules": readRules(options.chartRules) };
    const data = join(folder, "data");
    const asked = selectedMetrics(Object.values(rules).flat());
    const { series, cells } = population(options.series);
    log(`${[...series()].length} series: ${cells} cells`);
    printProportions(series(), asked);
    const samples = await write(data, options);
    for (const [title, files] of Object.entries(rules)) {
      console.log(`\nNode ${process.version}, Prometheus ${tools.version("prometheus")}, ${cpus().length} CPUs, load ${loadavg()[0]?.toFixed(1)}, ${samples} samples.`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
