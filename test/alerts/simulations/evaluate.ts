/** Runs the rules over a part of a simulated day, in the real promtool, and asks for the results. */
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import pMap from "p-map";
import { GO_HEAP } from "../../../sandbox/go-heap";
import { ensureTools } from "../../../sandbox/tools";
import { inputSeries } from "../../synthetic-cluster/notation";
import { DAY, MIDNIGHT, MINUTE, type Span } from "../../synthetic-cluster/time";
import { scraped, type Simulation } from "../../synthetic-cluster/simulation";
import { selectedMetrics, type RuleFile } from "./rules";

/** Something that is not to be found after the rules have run. */
export interface Question {
  /** What is asked; the answers are found under it. */
  readonly name: string;
  /** A query at the end of the span; whatever it finds is the answer. */
  readonly expr: string;
}

/** One sample of an answer. */
export interface Found {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Between two scrapes, and between two evaluations of the rules. Seconds; the coarsest that the rules have to cope with. */
export const STEP_SECONDS = MINUTE;

/** The whole day. */
export const WHOLE_DAY: Span = [0, DAY];

/**
 * What some questions find at the end of a span, by their names, after every rule was evaluated at every step.
 *
 * @throws Error where promtool can't read or evaluate the rules.
 */
export async function ask(
  simulation: () => Simulation,
  files: readonly RuleFile[],
  span: Span,
  questions: readonly Question[],
): Promise<ReadonlyMap<string, readonly Found[]>> {
  const folder = await mkdtemp(join(tmpdir(), "day-"));
  try {
    const ruleFiles = await Promise.all(
      files.map(async ({ name, content }, index) => {
        const path = join(folder, `${index}-${name}`);
        await writeFile(path, JSON.stringify(content));
        return path;
      }),
    );
    const path = join(folder, "day.test.yaml");
    await writeFile(path, JSON.stringify(unitTest(simulation(), ruleFiles, span, questions, selectedMetrics(files))));
    return answers(await promtool(path), questions);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** promtool's unit test, with the series that some rule asks for: everything is expected to be empty, so that promtool says what is not. JSON is YAML, and quicker. */
function unitTest(
  simulation: Simulation,
  rule_files: readonly string[],
  [from, until]: Span,
  questions: readonly Question[],
  asked: ReadonlySet<string>,
): object {
  const times = Array.from({ length: (until - from) / STEP_SECONDS + 1 }, (_, step) => from + step * STEP_SECONDS);
  const series = scraped(simulation).filter(({ metric }) => asked.has(metric));
  return {
    rule_files,
    evaluation_interval: `${STEP_SECONDS}s`,
    tests: [
      {
        interval: `${STEP_SECONDS}s`,
        start_timestamp: MIDNIGHT + from,
        input_series: inputSeries(series, times, simulation.away),
        promql_expr_test: questions.map(({ expr }, index) => ({
          expr: `# ${index}\n${expr}`,
          eval_time: `${until - from}s`,
          exp_samples: [],
        })),
      },
    ],
  };
}

/** Standard error of promtool, which says what differs; empty where nothing does. */
async function promtool(path: string): Promise<string> {
  const tools = await ensureTools(["promtool"]);
  const options = { maxBuffer: 2 ** 28, env: { ...process.env, ...GO_HEAP } };
  return new Promise((resolve) => {
    execFile(tools.path("promtool"), ["test", "rules", path], options, (error, stdout, stderr) =>
      resolve(error === null ? "" : `${stdout}${stderr}`),
    );
  });
}

/** What promtool has found of each question, whose expression begins with its number as a comment. */
export function answers(output: string, questions: readonly Question[]): Map<string, readonly Found[]> {
  const found = new Map<string, readonly Found[]>();
  const differences = [...output.matchAll(/expr: "# (\d+)\\n[^\n]*\n\s*exp: nil\n\s*got: ([^\n]*)/g)];
  for (const [, index = "", samples = ""] of differences) {
    const { name = "" } = questions[Number(index)] ?? {};
    found.set(name, [...(found.get(name) ?? []), ...parseSamples(samples)]);
  }
  if (output !== "" && differences.length === 0)
    throw new Error(`promtool could not run the rules over the day:\n${output.slice(0, 2000)}`);
  return found;
}

function parseSamples(text: string): Found[] {
  return [...text.matchAll(/([\w:]*\{(?:"(?:[^"\\]|\\.)*"|[^"}])*\}) ([^\s,]+)/g)].map(
    ([, labels = "", value = ""]) => ({
      labels: Object.fromEntries(
        [...labels.matchAll(/([\w:]+)=("(?:[^"\\]|\\.)*")/g)].map(([, name = "", quoted = '""']) => [
          name,
          JSON.parse(quoted) as string,
        ]),
      ),
      value: Number(value),
    }),
  );
}

/**
 * Runs something for each of a list, as many at a time as the machine has processors.
 *
 * @returns once all have ended, the outcome of each: a promise of its result, or of its error.
 */
export async function forEach<Item, Result>(
  items: readonly Item[],
  run: (item: Item) => Promise<Result>,
): Promise<ReadonlyMap<Item, Promise<Result>>> {
  const results = new Map<Item, Promise<Result>>();
  await pMap(
    items,
    async (item) => {
      const result = run(item);
      results.set(item, result);
      // Its error belongs to the one who asks for it.
      await result.catch(() => undefined);
    },
    { concurrency: availableParallelism() },
  );
  return results;
}
