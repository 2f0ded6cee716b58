/** Deploys a stack twice, with the project's own chart and with another one, and compares what Helm installed. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CoreV1Api } from "@kubernetes/client-node";
import { RELEASE_NAME } from "../../naming";
import { compareCharts, readReleaseManifest, type ChartDifference, type Manifest } from "../own-chart/compare";
import { kubeConfigOf } from "../cluster";
import { down } from "./down";
import { stackConfig, type Log } from "./session";
import { up } from "./up";

/** What to compare. */
export interface CompareOptions {
  readonly stack: string;
  /** Path of the other chart, or `repository`. */
  readonly chart: string;
  readonly log: Log;
}

/** The differences between the own chart and another one, object by object. */
export async function compareWithOwn({ stack, chart, log }: CompareOptions): Promise<readonly ChartDifference[]> {
  const own = await installed(stack, "own", log);
  const real = await installed(stack, chart, log);
  return compareCharts(own, real);
}

/** What Helm installs of a chart, deployed into a sandbox of its own that is gone afterwards. */
async function installed(stack: string, chart: string, log: Log): Promise<Manifest[]> {
  const dir = mkdtempSync(join(tmpdir(), "compare-"));
  try {
    const { cluster } = await up({ stack, chart, dir, log });
    const api = kubeConfigOf(cluster).makeApiClient(CoreV1Api);
    const namespace = stackConfig(stack).namespace.name;
    const { items } = await api.listNamespacedSecret({
      namespace,
      labelSelector: `owner=helm,name=${RELEASE_NAME},status=deployed`,
    });
    return readReleaseManifest(items[0]?.data?.["release"] ?? "");
  } finally {
    await down({ dir, log });
    rmSync(dir, { recursive: true, force: true });
  }
}
