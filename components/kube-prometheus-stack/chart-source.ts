/** Where Helm finds the chart. */
import { CHART_NAME } from "../../chart-values/version";
import type { Config } from "../../config/schema";

/** The arguments of a Release that name its chart. */
export interface ChartSource {
  readonly chart: string;
  readonly version?: string;
  readonly repositoryOpts?: { readonly repo: string };
}

/** A folder or archive, an OCI reference, or a chart of a Helm repository; the version is always exact. */
export function chartSource(chart: Config["chart"]): ChartSource {
  if (chart.path !== undefined) return { chart: chart.path };
  if (chart.repository.startsWith("oci://")) return { chart: chart.repository, version: chart.version };
  return { chart: CHART_NAME, version: chart.version, repositoryOpts: { repo: chart.repository } };
}
