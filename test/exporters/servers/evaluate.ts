/**
 * All rules of production over what the real exporters said. There is nothing else in that cluster: alerts on its nodes and
 * services fire, and are no part of the answer.
 */
import { parse } from "yaml";
import { rawConfig, readStackFile } from "../../../config/stack-file";
import { PROJECT_FOLDER } from "../../../render/program";
import { renderFiles } from "../../../render/files";
import { jobs } from "../../../naming";
import { ask } from "../../alerts/simulations/evaluate";
import { generalRules, type RuleFile, type RuleGroups } from "../../alerts/simulations/rules";
import { declaredGraph } from "../../program/declared.fixture";
import type { Labels, Target } from "../../synthetic-cluster/simulation";
import { HOUR, type Span } from "../../synthetic-cluster/time";
import { newerSamples } from "../newer-postgres-exporter";
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
    situations
      .filter((one) => one.kind === kind)
      .map(({ name, item }) => ({ name, host: "server.internal", ...more, ...item }));
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

/** A server as one release of the exporter shows it. */
export interface Seen {
  readonly situation: Situation;
  readonly phases: readonly Phase[];
  /** Whether the metrics of PostgreSQL are as they came, of 0.19.1; by default as the deployed exporter has them. */
  readonly before020?: boolean;
}

/** The alerts that fired about each server, in the notation of {@link Situation.fires}. */
export async function firedAlerts(all: readonly Seen[]): Promise<ReadonlyMap<Seen, readonly string[]>> {
  const named = all.map((seen, index) => ({ ...seen.situation, name: `${seen.situation.name}-${index}` }));
  const targets = all.map(({ situation, phases, before020 = false }, index): Target => {
    const translated = situation.kind === "database" && !before020 ? phases.map(asDeployed) : phases;
    return held(targetLabels(named[index] ?? situation, index), FROM, translated);
  });
  const span: Span = [FROM, Math.min(...targets.map(({ life }) => life[1]))];
  const rules = [...(await productionRules(named)), generalRules()];
  const answers = await ask(() => ({ targets }), rules, span, [
    {
      name: "fired",
      expr: `max_over_time(ALERTS{alertstate="firing", severity!="none"}[${span[1] - span[0]}s])`,
    },
  ]);
  const fired = answers.get("fired") ?? [];
  return new Map(
    all.map((seen, index) => {
      const { name, kind } = named[index] ?? seen.situation;
      const own = fired.filter(
        ({ labels }) => labels[kind] === name || labels["service"]?.endsWith(`-exporter-${name}`) === true,
      );
      const alerts = own.map(({ labels }) =>
        [labels["alertname"], ...PARTS.flatMap((part) => labels[part] ?? [])].join(" of "),
      );
      return [seen, [...new Set(alerts)].sort()];
    }),
  );
}

function asDeployed({ minutes, scrapes }: Phase): Phase {
  return { minutes, scrapes: scrapes.map((scrape) => ({ ...scrape, samples: newerSamples(scrape.samples) })) };
}
