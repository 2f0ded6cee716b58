/** All rules of production over what the real exporters said, beside everything else of a healthy cluster. */
import { parse } from "yaml";
import { rawConfig, readStackFile } from "../../../config/stack-file";
import { PROJECT_FOLDER } from "../../../render/program";
import { renderFiles } from "../../../render/files";
import { jobs } from "../../../naming";
import { ask } from "../../alerts/simulations/evaluate";
import { generalRules, type RuleFile, type RuleGroups } from "../../alerts/simulations/rules";
import { declaredGraph } from "../../program/declared.fixture";
import type { Labels, Target } from "../../synthetic-cluster/simulation";
import { healthyDay } from "../../synthetic-cluster/targets";
import { HOUR, type Span } from "../../synthetic-cluster/time";
import { held, type Phase } from "./held";
import type { Situation } from "./situation";

/** When the servers are watched: the morning, when nothing else happens. */
const FROM = 8 * HOUR;

/** What an alert is about, where it names a part of the server. */
const PARTS = ["collector", "metric", "slot_name"];

/** The rules of the production stack, were the servers of the situations in its stack file besides its own. */
async function productionRules(situations: readonly Situation[]): Promise<RuleFile[]> {
  const stack = readStackFile(PROJECT_FOLDER, "production");
  const listed = (kind: Situation["kind"], more: object) =>
    situations.filter((one) => one.kind === kind).map(({ name, item }) => ({ name, host: "server.internal", ...more, ...item }));
  const lists = rawConfig({
    "monitoring:databases": listed("database", { credentials: "secret" }),
    "monitoring:caches": listed("cache", {}),
  });
  const both = Object.fromEntries(
    Object.entries(lists).map(([key, list]) => [
      key,
      JSON.stringify([...(parse(String(stack[key])) as unknown[]), ...(parse(String(list)) as unknown[])]),
    ]),
  );
  const files = await renderFiles(await declaredGraph({ ...stack, ...both }));
  return [...files]
    .filter(([path]) => path.startsWith("rules/"))
    .map(([path, text]) => ({ name: path.replaceAll("/", "-"), content: parse(text) as RuleGroups }));
}

/** The labels that discovery gives the target of a server's exporter. */
function targetLabels({ name, kind }: Situation, index: number): Labels {
  const [job, port] = kind === "database" ? [jobs.postgres, 9187] : [jobs.redis, 9121];
  return {
    namespace: "monitoring",
    job,
    [kind]: name,
    instance: `10.9.${Math.floor(index / 200)}.${1 + (index % 200)}:${port}`,
    pod: `${job}-${name}-7d9f8b6c5-abcde`,
    container: job,
    service: `${job}-${name}`,
    endpoint: "metrics",
  };
}

/** The alerts that fired about each server, in the notation of {@link Situation.fires}; those about anything else under "". */
export async function firedAlerts(
  seen: ReadonlyMap<Situation, readonly Phase[]>,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const situations = [...seen.keys()];
  const targets = situations.map((situation, index): Target => {
    const labels = targetLabels(situation, index);
    return held(labels, FROM, seen.get(situation) ?? []);
  });
  const span: Span = [FROM, Math.min(...targets.map(({ life }) => life[1]))];
  const rules = [...(await productionRules(situations)), generalRules()];
  const simulation = healthyDay();
  const answers = await ask(() => ({ ...simulation, targets: [...simulation.targets, ...targets] }), rules, span, [
    {
      name: "fired",
      expr: `max_over_time(ALERTS{alertstate="firing", severity!="none"}[${span[1] - span[0]}s])`,
    },
  ]);
  const fired = new Map<string, readonly string[]>(situations.map(({ name }) => [name, []]));
  for (const { labels } of answers.get("fired") ?? []) {
    const server = situations.find(
      ({ name, kind }) => labels[kind] === name || labels["service"]?.endsWith(`-exporter-${name}`) === true,
    );
    const key = server?.name ?? "";
    const parts = PARTS.flatMap((part) => labels[part] ?? []);
    const alert = [labels["alertname"], ...parts].join(" of ");
    fired.set(key, [...new Set([...(fired.get(key) ?? []), server === undefined ? JSON.stringify(labels) : alert])].sort());
  }
  return fired;
}
