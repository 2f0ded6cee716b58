/** Queries on series, by the real Prometheus engine inside promtool. */
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { selectedMetrics } from "../../promql";
import { ensureTools } from "../../sandbox/tools";
import type { Series } from "../alerts/series";
import { answers } from "../alerts/simulations/evaluate";
import { inputSeries } from "../synthetic-cluster/notation";
import { HOUR, MIDNIGHT, MINUTE } from "../synthetic-cluster/time";
import { substituted, type Located } from "./model";

/** What a query should give at the end: label sets (as PromQL writes them) with values; empty for nothing. */
export interface Expected extends Located {
  readonly samples: readonly { readonly labels: string; readonly value: number }[];
}

/** When the dashboards are looked at. Seconds after midnight. */
export const NOON = 12 * HOUR;

const SCRAPE_SECONDS = 15;

/** Enough for the longest range that a query looks back. */
const WINDOW_SECONDS = 10 * MINUTE;

/** Fails with every query, and the place it is from, that gives something else than expected at noon. */
export async function evaluate(series: readonly Series[], expected: readonly Expected[]): Promise<void> {
  await inFile("queries.test.yaml", unitTest(series, expected), (path) => promtool("test", "rules", path));
}

/** What each query gives at noon, by the place it is from: its samples as texts, sorted, to eight digits. */
export async function results(
  series: readonly Series[],
  queries: readonly Located[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const asked = queries.map(({ expr }, index) => ({ where: `${index}`, expr, samples: [] }));
  const output = await inFile("queries.test.yaml", unitTest(series, asked), (path) =>
    promtool("test", "rules", path).catch((error: Error) => error.message),
  );
  const found = answers(
    output,
    asked.map(({ where: name, expr }) => ({ name, expr })),
  );
  return new Map(
    queries.map(({ where }, index) => [
      where,
      (found.get(`${index}`) ?? []).map(({ labels, value }) => `${labelText(labels)} ${value.toPrecision(8)}`).sort(),
    ]),
  );
}

function labelText(labels: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.fromEntries(Object.entries(labels).sort()));
}

/** promtool's test of some queries at noon, with the series that they ask for. */
function unitTest(series: readonly Series[], expected: readonly Expected[]): object {
  const from = NOON - WINDOW_SECONDS;
  const times = Array.from({ length: WINDOW_SECONDS / SCRAPE_SECONDS + 1 }, (_, n) => from + n * SCRAPE_SECONDS);
  const asked = new Set(expected.flatMap(({ expr }) => selectedMetrics(substituted(expr)).names));
  return {
    rule_files: [],
    tests: [
      {
        interval: `${SCRAPE_SECONDS}s`,
        start_timestamp: MIDNIGHT + from,
        input_series: inputSeries(
          series.filter(({ metric }) => asked.has(metric)),
          times,
        ),
        promql_expr_test: expected.map(({ where, expr, samples }) => ({
          expr: `# ${where}\n${substituted(expr)}`,
          eval_time: `${WINDOW_SECONDS}s`,
          exp_samples: samples,
        })),
      },
    ],
  };
}

/** The expected numbers to eight digits: rates are extrapolated, their last digits are not exact. */
export function approximately({ where, expr, samples }: Expected): Expected {
  const largest = Math.max(...samples.map(({ value }) => Math.abs(value)));
  const step = largest === 0 ? 1 : 10 ** (Math.floor(Math.log10(largest)) - 8);
  // The same arithmetic as PromQL's `round`, or the results would differ in the last bit.
  const round = (value: number): number => Math.floor(value * (1 / step) + 0.5) / (1 / step);
  return {
    where,
    expr: `round((${expr}), ${step})`,
    samples: samples.map(({ labels, value }) => ({ labels, value: round(value) })),
  };
}

/** Fails unless Prometheus can parse every query. */
export async function parse(queries: readonly Located[]): Promise<string> {
  const rules = queries.map(({ where, expr }, i) => ({
    record: `query:${i}`,
    expr: `# ${where}\n${substituted(expr)}`,
  }));
  return inFile("rules.yaml", { groups: [{ name: "queries", rules }] }, (path) => promtool("check", "rules", path));
}

/** What promtool says; its complaint as an error where it has one. */
async function promtool(...args: readonly string[]): Promise<string> {
  const tools = await ensureTools(["promtool"]);
  try {
    return (await promisify(execFile)(tools.path("promtool"), args, { maxBuffer: 2 ** 26 })).stdout;
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    throw new Error(`promtool ${args.slice(0, 2).join(" ")} failed:\n${`${stdout}${stderr}`.trim() || String(error)}`);
  }
}

/** With the content in a temporary file: JSON, which is YAML too, and quicker. */
async function inFile<T>(name: string, content: object, use: (path: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "dashboards-"));
  try {
    const path = join(folder, name);
    await writeFile(path, JSON.stringify(content));
    return await use(path);
  } finally {
    await rm(folder, { recursive: true });
  }
}
