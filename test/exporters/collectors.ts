/** Whether the collectors of postgres_exporter that run are those whose metrics are used. */
import { postgresCollectors, postgresExporterMetrics } from "../../exporters/postgres/collectors";
import { selectedMetrics } from "../../promql";

/** A query with the place it comes from. */
export interface Query {
  readonly where: string;
  readonly expr: string;
}

type Collectors = typeof postgresCollectors;

/** Why a query can't be answered by the collectors that are on: one sentence for each metric that is missing. */
export function unanswered({ where, expr }: Query, collectors: Collectors = postgresCollectors): string[] {
  return selectedMetrics(expr)
    .names.filter((metric) => metric.startsWith("pg_"))
    .flatMap((metric) => {
      const from = sources(metric, collectors);
      if (from.some(({ on }) => on)) return [];
      const [off] = from;
      return off === undefined
        ? [`${where}: postgres_exporter has no metric ${metric}.`]
        : [`${where}: ${metric} needs the collector ${off.name}, which is off.`];
    });
}

/**
 * What is wrong with the choice of collectors, for all queries of alerts and dashboards: metrics that none exports,
 * collectors that nothing uses, and selections that leave open which metrics they need.
 */
export function collectorFaults(queries: readonly Query[], collectors: Collectors = postgresCollectors): string[] {
  const used = new Set(queries.flatMap(({ expr }) => selectedMetrics(expr).names));
  const idle = Object.entries(collectors)
    .filter(
      ([name, { on }]) =>
        on && ![...used].some((metric) => sources(metric, collectors).some((source) => source.name === name)),
    )
    .map(([name]) => `The collector ${name} is on, and no alert and no dashboard uses its metrics.`);
  const open = queries.flatMap(({ where, expr }) =>
    selectedMetrics(expr).open.map((text) => `${where}: ${text} selects whatever metrics there are; name the metric.`),
  );
  return [...queries.flatMap((query) => unanswered(query, collectors)), ...open, ...idle];
}

interface Source {
  readonly name: string;
  readonly on: boolean;
}

/** Who exports a metric: collectors, or the exporter itself. */
function sources(metric: string, collectors: Collectors): Source[] {
  const own = postgresExporterMetrics.some((pattern) => matches(pattern, metric))
    ? [{ name: "the exporter", on: true }]
    : [];
  const found = Object.entries(collectors).filter(([, { metrics }]) =>
    metrics.some((pattern) => matches(pattern, metric)),
  );
  return [...own, ...found.map(([name, { on }]) => ({ name, on }))];
}

function matches(pattern: string, metric: string): boolean {
  return pattern.endsWith("*") ? metric.startsWith(pattern.slice(0, -1)) : metric === pattern;
}
