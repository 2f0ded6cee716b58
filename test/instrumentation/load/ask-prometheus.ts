/** What the project's own expressions make of what a service exposed before and after a load. */
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { stringify } from "yaml";
import { p95Alert } from "../../../alerts/latency/p95";
import { durationRecordings } from "../../../alerts/latency/recordings";
import { errorAlert } from "../../../alerts/requests/errors";
import { RATE_WINDOW, requestRate, requestRecordings } from "../../../alerts/requests/recordings";
import type { AlertDefinition } from "../../../alerts/types";
import { defaultAlertSettings } from "../../../config/schema/alerts";
import { children, childrenOf, nodes, textOf } from "../../../promql";
import { ensureTools } from "../../../sandbox/tools";
import { promtoolSeries, steps, type Series } from "../../alerts/series";
import { samplesOf } from "../exposition";
import type { Truth } from "./plan";

/** When the second text is scraped for the first time. Seconds after the first sample. */
const LOAD_AT = 90;
/** When is asked: the window starts before the load, and has nothing of the start. */
const ASKED_AT = 200;
const WINDOW_SECONDS = 180;
/** Of the times between two scrapes a rate is extrapolated by one at most. Small, or that alone were more than 1%. */
const SCRAPE_SECONDS = 1;

/** What a target has besides, as the ServiceMonitor adds it. */
const TARGET = { namespace: "production", job: "qualisys-api", instance: "10.0.0.31:9464", pod: "api-1" };

/** Says what Prometheus knows of a load: by the recordings, and by what the alerts compare with their thresholds. */
export async function askPrometheus(before: string, after: string): Promise<Truth> {
  const settings = defaultAlertSettings();
  const [rate, errorRatio, p95] = await evaluate(seriesOf(before, after), [
    requestRate,
    compared(errorAlert(settings)),
    compared(p95Alert(settings)),
  ]);
  return { count: (rate ?? NaN) * WINDOW_SECONDS, errorRatio: errorRatio ?? NaN, p95: p95 ?? NaN };
}

/** The expression of an alert up to its threshold. */
function compared({ name, expr }: AlertDefinition): string {
  const [comparison] = nodes(expr).filter((node) => childrenOf(node, "Gtr").length > 0);
  const [value] = comparison === undefined ? [] : children(comparison);
  if (value === undefined) throw new Error(`${name} has no threshold to cut off: ${expr}`);
  return textOf(expr, value);
}

function seriesOf(before: string, after: string): Series[] {
  const earlier = new Map(samplesOf(before).map((sample) => [key(sample), sample.value]));
  return samplesOf(after).map((sample) => {
    const then = earlier.get(key(sample));
    const samples = then === undefined ? steps([LOAD_AT, sample.value]) : steps([0, then], [LOAD_AT, sample.value]);
    return { metric: sample.metric, labels: { ...sample.labels, ...TARGET }, samples };
  });
}

function key({
  metric,
  labels,
}: {
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
}): string {
  return JSON.stringify([metric, Object.entries(labels).toSorted()]);
}

/** Values of expressions that give one each. promtool says them only where it did not expect them. */
async function evaluate(series: readonly Series[], exprs: readonly string[]): Promise<number[]> {
  if (RATE_WINDOW !== `${WINDOW_SECONDS / 60}m`) throw new Error(`The window is ${RATE_WINDOW} now.`);
  const folder = await mkdtemp(join(tmpdir(), "load-"));
  try {
    await writeFile(
      join(folder, "rules.yaml"),
      stringify({
        groups: [{ name: "requests", interval: "1s", rules: [...requestRecordings(), ...durationRecordings()] }],
      }),
    );
    await writeFile(
      join(folder, "test.yaml"),
      stringify({
        rule_files: ["rules.yaml"],
        evaluation_interval: "1s",
        tests: [
          {
            ...promtoolSeries(series, SCRAPE_SECONDS, ASKED_AT),
            promql_expr_test: exprs.map((expr) => ({ expr, eval_time: `${ASKED_AT}s`, exp_samples: [] })),
          },
        ],
      }),
    );
    const tools = await ensureTools(["promtool"]);
    const said = await promisify(execFile)(tools.path("promtool"), ["test", "rules", join(folder, "test.yaml")]).then(
      () => "",
      ({ stdout, stderr }: { stdout: string; stderr: string }) => `${stdout}${stderr}`,
    );
    const values = [...said.matchAll(/got:\s*"?\{.*\} (\S+?)[\]"\s]/g)].map(([, value]) => Number(value));
    if (values.length !== exprs.length) throw new Error(`Not every expression gave one value:\n${said}`);
    return values;
  } finally {
    await rm(folder, { recursive: true });
  }
}
