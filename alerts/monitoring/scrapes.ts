/** How much the services expose, from what Prometheus notes about each scrape. */
import type { AlertSettings } from "../../config/schema/alerts";
import { SERVICE } from "../../queries/http";
import { oneOf, series } from "../../queries/promql";
import type { AlertDefinition } from "../types";

/** A service whose scrapes have a limit. */
export interface LimitedService {
  /** Also the job of its targets. */
  readonly name: string;
  /** Samples a scrape of one pod may have; beyond it the scrape fails. */
  readonly sampleLimit: number;
}

/**
 * Samples of each service's largest pod as a share of its limit. A refused scrape counts too: Prometheus notes how many
 * samples it would have had.
 */
function limitShares(services: readonly LimitedService[]): string {
  const limits = [...new Set(services.map(({ sampleLimit }) => sampleLimit))];
  const shares = limits.map((limit) => {
    const names = services.filter(({ sampleLimit }) => sampleLimit === limit).map(({ name }) => name);
    return `max by (${SERVICE}) (${series("scrape_samples_post_metric_relabeling", oneOf("job", names))}) / ${limit}`;
  });
  return shares.length === 1 ? shares.join() : `(\n    ${shares.join("\n  or\n    ")}\n)`;
}

/** Alerts on scrapes; none without services. */
export function scrapeAlerts(
  { monitoring: { sampleLimitPercent } }: AlertSettings,
  services: readonly LimitedService[],
): readonly AlertDefinition[] {
  if (services.length === 0) return [];
  return [
    {
      name: "ScrapeNearSampleLimit",
      expr: `${limitShares(services)} > ${sampleLimitPercent / 100}`,
      for: "15m",
      severity: "warning",
      team: "application",
      summary: "Service exposes about as many samples as Prometheus takes, or more.",
      description:
        "A target of {{ $labels.job }} in {{ $labels.namespace }} exposes {{ $value | humanizePercentage }} of the samples that one scrape may have " +
        `(more than ${sampleLimitPercent}%) for at least 15 minutes; beyond 100% Prometheus refuses them all.`,
    },
  ];
}
