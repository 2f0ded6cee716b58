/** Which keys of the configuration change an alert. */
import { alertGroups, isAlertingRule, type RecordingRule } from "../../alerts";
import type { Config } from "../../config/schema";
import { exporterLists } from "../../exporters";
import { selectedMetrics } from "../../promql";

/** A key below `monitoring:`, and the values that it has: one, or one for each item of a list. */
export interface Threshold {
  readonly key: string;
  readonly values: readonly number[];
}

/** What the alerts take their numbers from. */
type Numbers = Pick<Config, "alerts" | "services">;

/** A number of the configuration, and the way to it. */
interface Leaf {
  readonly path: readonly string[];
  readonly value: number;
}

/** The keys of each alert: those with which its expression, or that of a recording it is made of, changes. */
export function thresholds(config: Config): ReadonlyMap<string, readonly Threshold[]> {
  const { alerts, services, certManager, runbookBaseUrl, namespace } = config;
  const servers = { namespace: namespace.name, ...exporterLists(config) };
  const made = ({ alerts: settings, services }: Numbers) =>
    expressions(alertGroups({ runbookBaseUrl, panelUrls: new Map(), settings, services, servers, certManager }));
  const before = made({ alerts, services });
  const found = new Map<string, readonly Threshold[]>();
  for (const leaf of numbers({ alerts, services })) {
    const after = made(changed({ alerts, services }, leaf));
    for (const [alert, text] of before)
      if (after.get(alert) !== text) found.set(alert, joined(found.get(alert) ?? [], leaf));
  }
  return found;
}

/** Each alert's expressions, with those of the recordings in them. */
function expressions(files: ReturnType<typeof alertGroups>): ReadonlyMap<string, string> {
  const rules = files.flatMap(({ groups }) => groups).flatMap((group) => group.rules);
  const recordings = rules.filter((rule): rule is RecordingRule => !isAlertingRule(rule));
  const texts = new Map<string, string>();
  for (const { alert, expr } of rules.filter(isAlertingRule))
    texts.set(alert, `${texts.get(alert) ?? ""}\n${whole(expr, recordings)}`);
  return texts;
}

function whole(expr: string, recordings: readonly RecordingRule[]): string {
  const used = usedRecordings(expr, recordings);
  return [
    expr,
    ...used.map((recording) =>
      whole(
        recording.expr,
        recordings.filter((other) => other !== recording),
      ),
    ),
  ].join("\n");
}

/** The recordings that an expression names; none whose name is only the beginning of another's. */
export function usedRecordings(expr: string, recordings: readonly RecordingRule[]): readonly RecordingRule[] {
  const names = metricsOf(expr);
  return recordings.filter(({ record }) => names.includes(record));
}

/** Metrics by expressions: most are the same for every number that is changed. */
const selected = new Map<string, readonly string[]>();

function metricsOf(expr: string): readonly string[] {
  const found = selected.get(expr) ?? selectedMetrics(expr).names;
  selected.set(expr, found);
  return found;
}

function numbers(value: unknown, path: readonly string[] = []): readonly Leaf[] {
  if (typeof value === "number") return [{ path, value }];
  return typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([key, item]) => numbers(item, [...path, key]))
    : [];
}

/** The same with one number a little nearer to 99, so that objectives, which are from 95 to 99.99, stay some. */
function changed(config: Numbers, { path, value }: Leaf): Numbers {
  const copy = structuredClone(config);
  const last = path.at(-1) ?? "";
  const holder = path
    .slice(0, -1)
    .reduce<Record<string, unknown>>(
      (object, key) => object[key] as Record<string, unknown>,
      copy as unknown as Record<string, unknown>,
    );
  holder[last] = value + (value < 99 ? 0.001 : -0.001);
  return copy;
}

/** Numbers of the items of one list have one key. */
function joined(known: readonly Threshold[], { path, value }: Leaf): readonly Threshold[] {
  const key = path.reduce(
    (text, part) => (/^\d+$/.test(part) ? `${text}[]` : text === "" ? part : `${text}.${part}`),
    "",
  );
  const same = known.find((threshold) => threshold.key === key);
  if (same === undefined) return [...known, { key, values: [value] }];
  return known.map((threshold) =>
    threshold === same ? { key, values: [...new Set([...same.values, value])] } : threshold,
  );
}
