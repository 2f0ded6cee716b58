/** Which chart the sandbox deploys: the project's own small one, the real one of its repository, or one on disk. */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Config } from "../../config/schema";

/** The project's own chart: the same values, the same object names, no download. */
export const OWN_CHART = join(__dirname, "..", "own-chart", "kube-prometheus-stack");

/** How long the repository may take to answer before the own chart is taken. Milliseconds. */
const ANSWER_TIMEOUT_MS = 1_500;

/** A chart that was decided on. */
export interface ChartChoice {
  /** Folder or archive; absent where Helm gets the chart from its repository. */
  readonly path?: string;
  /** The choice and its reason, for the output. */
  readonly words: string;
}

/**
 * Decides on the chart.
 *
 * @param requested `own`, `repository`, a path, or undefined: the real chart where its repository answers at once, else the own one.
 * @throws Error where a path leads to no chart.
 */
export async function chooseChart(requested: string | undefined, chart: Config["chart"]): Promise<ChartChoice> {
  if (requested === "own") return { path: OWN_CHART, words: "the project's own chart" };
  if (requested === "repository") return repositoryChart(chart);
  if (requested !== undefined) return chartOnDisk(requested);
  if (chart.path !== undefined) return chartOnDisk(chart.path);
  return (await answers(chart.repository))
    ? repositoryChart(chart)
    : { path: OWN_CHART, words: `the project's own chart (${chart.repository} does not answer)` };
}

function repositoryChart(chart: Config["chart"]): ChartChoice {
  return { words: `kube-prometheus-stack ${chart.version} of ${chart.repository}` };
}

function chartOnDisk(path: string): ChartChoice {
  const file = resolve(path);
  const isChart = existsSync(join(file, "Chart.yaml")) || (file.endsWith(".tgz") && existsSync(file));
  if (!isChart)
    throw new Error(
      `--chart ${path}: there is no chart at ${file}; give own, repository, or the path of a chart's folder or .tgz archive.`,
    );
  return { path: file, words: `the chart at ${file}` };
}

async function answers(repository: string): Promise<boolean> {
  if (!repository.startsWith("http")) return false;
  try {
    const response = await fetch(`${repository.replace(/\/$/, "")}/index.yaml`, {
      method: "HEAD",
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    });
    return response.ok;
  } catch {
    return false;
  }
}
