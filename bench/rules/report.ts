/** What evaluations took, in tables. */
import { medianOf } from "../statistics";
import { parseDuration } from "../../units/duration";
import type { Series } from "../../test/alerts/series";
import { INTERVAL_SECONDS, type Evaluations } from "./evaluate";
import type { Population } from "./population";

/** Windows from here on are long: only SLOs and forecasts look back so far. Milliseconds. */
const LONG_MS = 6 * 3_600_000;

/** How many of the dearest rules are named. */
const DEAREST = 15;

interface RuleCost {
  readonly group: string;
  readonly name: string;
  readonly query: string;
  /** Median over the evaluations, for each of its own intervals. Seconds. */
  readonly seconds: number;
  /** What of an interval of {@link INTERVAL_SECONDS} it takes: groups with longer intervals are evaluated less often. */
  readonly share: number;
}

/** Lines of the report on some groups. */
export function groupLines(title: string, groups: readonly Evaluations[]): string[] {
  const costs = groups.map(groupCost).sort((left, right) => right.share - left.share);
  const rules = groups.flatMap(ruleCosts).sort((left, right) => right.share - left.share);
  const long = rules.filter(({ query }) => longestWindow(query) >= LONG_MS);
  const total = sumOf(costs.map(({ share }) => share));
  return [
    `${title}: ${rules.length} rules in ${costs.length} groups`,
    `  ${"group".padEnd(36)} ${"rules".padStart(5)} ${"every".padStart(6)} ${"median s".padStart(9)} ${"max s".padStart(8)} ${"of 15 s".padStart(8)}`,
    ...costs.map(
      ({ name, size, interval, median, most, share }) =>
        `  ${name.padEnd(36)} ${`${size}`.padStart(5)} ${`${interval} s`.padStart(6)} ${median.toFixed(4).padStart(9)} ${most.toFixed(4).padStart(8)} ${percent(share).padStart(8)}`,
    ),
    `  ${"all".padEnd(36)} ${`${rules.length}`.padStart(5)} ${"".padStart(6)} ${(total * INTERVAL_SECONDS).toFixed(4).padStart(9)} ${"".padStart(8)} ${percent(total).padStart(8)}`,
    `  of which windows of 6 hours and more: ${percent(sumOf(long.map(({ share }) => share)))} (${long.length} rules)`,
    "",
    "  dearest rules",
    ...rules
      .slice(0, DEAREST)
      .map(
        ({ group, name, seconds, share }) =>
          `  ${`${group}: ${name}`.padEnd(84)} ${seconds.toFixed(4).padStart(9)} s ${percent(share).padStart(8)}`,
      ),
    "",
  ];
}

/** All groups together, and the longest of all their evaluations. */
export function totalLine(groups: readonly Evaluations[]): string {
  const costs = groups.map(groupCost);
  const firing = groups
    .flatMap((evaluations) => evaluations.at(-1)?.rules ?? [])
    .filter(({ state }) => state === "firing")
    .map(({ name }) => name);
  return (
    `All rules: ${percent(sumOf(costs.map(({ share }) => share)))} of ${INTERVAL_SECONDS} s (goal: under 5% at 300,000 series); ` +
    `longest evaluation of a group ${Math.max(...costs.map(({ most }) => most)).toFixed(3)} s (goal: 1 s at most). Firing: ${firing.join(", ") || "nothing"}.`
  );
}

/** Prometheus' memory. */
export function memoryLine(bytes: number | undefined): string {
  return `Memory of Prometheus: ${bytes === undefined ? "not known on this system" : `${(bytes / 2 ** 20).toFixed(0)} MiB`}.`;
}

/** How many series of each job there are, and how many of them have a metric that some rule reads. */
export function proportionLines({ series, cells }: Population, metrics: ReadonlySet<string>): string[] {
  const jobs = new Map<string, { all: number; read: number }>();
  const add = (job: string, { metric }: Series): void => {
    const { all, read } = jobs.get(job) ?? { all: 0, read: 0 };
    jobs.set(job, { all: all + 1, read: read + (metrics.has(metric) ? 1 : 0) });
  };
  for (const one of series()) for (const job of [one.labels["job"] ?? "", "all"]) add(job, one);
  const whole = jobs.get("all")?.all ?? 0;
  return [
    `${whole.toLocaleString("en")} series, of ${cells * 4} nodes:`,
    `  ${"job".padEnd(40)} ${"series".padStart(9)} ${"share".padStart(8)} ${"of a metric that rules read".padStart(28)}`,
    ...[...jobs]
      .sort(([, left], [, right]) => left.all - right.all)
      .reverse()
      .map(
        ([job, { all, read }]) =>
          `  ${job.padEnd(40)} ${`${all}`.padStart(9)} ${percent(all / whole).padStart(8)} ${`${read}`.padStart(28)}`,
      ),
    "",
  ];
}

function groupCost(evaluations: Evaluations) {
  const times = evaluations.map(({ evaluationTime }) => evaluationTime);
  const { name, interval, rules } = evaluations[0] ?? { name: "", interval: INTERVAL_SECONDS, rules: [] };
  const median = medianOf(times);
  return { name, interval, size: rules.length, median, most: Math.max(...times), share: median / interval };
}

function ruleCosts(evaluations: Evaluations): RuleCost[] {
  const [first] = evaluations;
  return (first?.rules ?? []).map(({ name, query }, index) => {
    const seconds = medianOf(evaluations.map(({ rules }) => rules[index]?.evaluationTime ?? 0));
    return { group: first?.name ?? "", name, query, seconds, share: seconds / (first?.interval ?? INTERVAL_SECONDS) };
  });
}

/** The longest range of a query, in milliseconds; 0 where it has none. */
function longestWindow(query: string): number {
  return Math.max(
    0,
    ...[...query.matchAll(/\[(\w+)(?::\w*)?\]/g)].map(([, window = ""]) => parseDuration(window) ?? 0),
  );
}

function sumOf(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** 0.0234 as 2.34%. */
function percent(share: number): string {
  return `${(share * 100).toFixed(2)}%`;
}
