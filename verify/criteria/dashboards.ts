/** AC6 to AC8: the dashboards are where Grafana's sidecar looks for them, and each query of theirs has data. */
import type { V1ConfigMap } from "@kubernetes/client-node";
import { z } from "zod";
import { mayBeEmpty } from "../../dashboards/empty-without-fault";
import type { ClusterObjects } from "../cluster/objects";
import { unwell } from "../cluster/pods";
import { indirectVerdict, type Criterion } from "../row";
import type { Sources } from "../sources";
import { plural } from "./wording";

const target = z.object({ refId: z.string().default(""), expr: z.string().default("") });
const leaf = z.object({
  id: z.number().optional(),
  title: z.string().default(""),
  type: z.string(),
  targets: z.array(target).default([]),
});
/** Folded rows hold their panels. */
const modelSchema = z.object({ uid: z.string(), panels: z.array(leaf.extend({ panels: z.array(leaf).default([]) })) });

/** What was not seen: where Grafana can't run, and where it can. */
const UNSEEN = {
  sandbox:
    "Not looked at in Grafana, which can't run here: shown by the objects that its sidecar loads, and by what their queries find.",
  cluster:
    "Not looked at in Grafana, whose dashboards need a sign-in: shown by the objects that its sidecar loads, and by what their queries find.",
} as const;

function dashboardRow(id: string, title: string, uids: readonly string[]): Criterion {
  return {
    id,
    title,
    asked: `Kubernetes: ConfigMaps of ${uids.join(", ")}, and what Grafana's sidecar looks for; Prometheus: every query of every panel`,
    settles: true,
    judge: async (sources) => {
      const objects = await sources.objects();
      const found = await Promise.all(uids.map((uid) => dashboardOf(sources, objects, uid)));
      const queries = found.reduce((sum, each) => sum + each.queries, 0);
      const optional = found.reduce((sum, each) => sum + each.optional, 0);
      return indirectVerdict(
        [...grafanaProblems(objects, sources.config.namespace.name), ...found.flatMap(({ problems }) => problems)],
        `${plural(queries, "query")} with data`.replace("querys", "queries") +
          (optional === 0 ? "" : `, ${optional} empty without a fault`),
        sources.outside === undefined ? UNSEEN.sandbox : UNSEEN.cluster,
      );
    },
  };
}

export const dashboardsHaveData: readonly Criterion[] = [
  dashboardRow("AC6", "A dashboard shows the cluster", ["qualisys-cluster"]),
  dashboardRow("AC7", "A dashboard shows the services", ["qualisys-application"]),
  dashboardRow("AC8", "Dashboards show databases and caches", ["qualisys-database", "qualisys-cache"]),
];

async function dashboardOf(sources: Sources, objects: ClusterObjects, uid: string) {
  const namespace = sources.config.namespace.name;
  const name = `dashboard-${uid}`;
  const map = objects.configMaps.find(({ metadata }) => metadata?.name === name);
  const none = { queries: 0, optional: 0 };
  if (map === undefined) return { ...none, problems: [`There is no ConfigMap ${namespace}/${name}.`] };
  const unseen = unseenBySidecar(objects, namespace, map);
  const model = modelSchema.safeParse(jsonOf(map.data?.[`${uid}.json`]));
  if (!model.success)
    return { ...none, problems: [...unseen, `The ConfigMap ${namespace}/${name} holds no dashboard ${uid}.json.`] };
  const panels = model.data.panels.flatMap((panel) => [panel, ...panel.panels]).filter(({ type }) => type !== "row");
  const queries = panels.flatMap((panel) => panel.targets.map((query) => ({ uid, panel, query })));
  const answers = await Promise.all(queries.map(async (each) => ({ ...each, ...(await answerOf(sources, each)) })));
  const wrong = answers.filter(({ empty, known }) => empty && !known);
  return {
    problems: [
      ...unseen,
      ...answers.flatMap(({ error }) => (error === undefined ? [] : [error])),
      ...(await emptyProblems(sources, uid, wrong, queries.length)),
    ],
    queries: answers.filter(({ empty }) => !empty).length,
    optional: answers.filter(({ empty, known }) => empty && known).length,
  };
}

/** How many panels a sentence names. */
const NAMED_PANELS = 4;

/** Queries that find nothing, in one sentence, with the metrics that Prometheus does not have. */
async function emptyProblems(
  { prometheuses }: Sources,
  uid: string,
  wrong: readonly PanelQuery[],
  all: number,
): Promise<readonly string[]> {
  if (wrong.length === 0) return [];
  const titles = [...new Set(wrong.map(({ panel }) => `"${panel.title}"`))];
  const named = titles.slice(0, NAMED_PANELS).join(", ");
  const others = titles.length > NAMED_PANELS ? ` and ${titles.length - NAMED_PANELS} others` : "";
  const metrics = [...new Set(wrong.flatMap(({ query }) => metricsOf(query.expr)))];
  const absent = await Promise.all(
    metrics.map(async (metric) => ((await prometheuses[0]?.query(`group(${metric})`))?.length === 0 ? [metric] : [])),
  );
  const because =
    absent.flat().length === 0
      ? "the metrics are there, under other labels or without values"
      : `Prometheus has no ${absent.flat().join(", ")}`;
  return [`${wrong.length} of ${all} queries of ${uid} find nothing (panels ${named}${others}): ${because}.`];
}

/** Metrics that a query selects with labels, as all queries of panels do. */
function metricsOf(expr: string): readonly string[] {
  return [...expr.matchAll(/([a-zA-Z_:][\w:]*)\s*\{/g)].map(([, name = ""]) => name);
}

interface PanelQuery {
  readonly uid: string;
  readonly panel: z.infer<typeof leaf>;
  readonly query: z.infer<typeof target>;
}

async function answerOf({ prometheuses }: Sources, { uid, panel, query }: PanelQuery) {
  const known = mayBeEmpty({ dashboard: uid, panelId: panel.id, refId: query.refId });
  const [prometheus] = prometheuses;
  const place = `Panel ${panel.id} "${panel.title}" of ${uid}, query ${query.refId}`;
  try {
    const found = (await prometheus?.query(withChoices(query.expr))) ?? [];
    return { empty: found.length === 0, known };
  } catch (error) {
    // Not empty besides: the error says it.
    const reason = error instanceof Error ? error.message : String(error);
    return { empty: true, known: true, error: `${place}: ${reason}` };
  }
}

/** A query as Grafana sends it while "All" is chosen everywhere, over a short range. */
export function withChoices(expr: string): string {
  return expr.replaceAll("$__rate_interval", "1m").replaceAll(/\$\{?\w+\}?/g, ".+");
}

/** Variables of the sidecar that loads dashboards. */
function sidecarOf({ pods }: ClusterObjects, namespace: string) {
  const containers = pods
    .filter(
      ({ metadata }) => metadata?.namespace === namespace && metadata.labels?.["app.kubernetes.io/name"] === "grafana",
    )
    .flatMap(({ spec }) => spec?.containers ?? []);
  const environment = containers.find(({ name }) => name === "grafana-sc-dashboard")?.env;
  return environment && new Map(environment.map(({ name, value }) => [name, value]));
}

/** Why the sidecar does not load a ConfigMap. */
function unseenBySidecar(objects: ClusterObjects, namespace: string, { metadata }: V1ConfigMap): string[] {
  const sidecar = sidecarOf(objects, namespace);
  if (sidecar === undefined) return ["Grafana's pod has no sidecar that loads dashboards."];
  const [label = "", value] = [sidecar.get("LABEL"), sidecar.get("LABEL_VALUE")];
  const own = metadata?.labels?.[label];
  const where = sidecar.get("NAMESPACE")?.split(",") ?? [namespace];
  return [
    ...(own === undefined || (value !== undefined && value !== "" && own !== value)
      ? [
          `Grafana's sidecar loads ConfigMaps with the label ${label}=${value ?? "(any)"}, and ${metadata?.name} has ${own === undefined ? "no such label" : `${label}=${own}`}.`,
        ]
      : []),
    ...(where.includes(namespace) || where.includes("ALL")
      ? []
      : [`Grafana's sidecar looks into ${where.join(", ")}, and the dashboards are in ${namespace}.`]),
  ];
}

function grafanaProblems({ pods }: ClusterObjects, namespace: string): string[] {
  const own = pods.filter(
    ({ metadata }) => metadata?.namespace === namespace && metadata.labels?.["app.kubernetes.io/name"] === "grafana",
  );
  if (own.length === 0) return [`There is no pod of Grafana in namespace ${namespace}.`];
  return own.flatMap((pod) => {
    const why = unwell(pod);
    return why === undefined ? [] : [`The pod ${namespace}/${pod.metadata?.name} ${why}.`];
  });
}

function jsonOf(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return undefined;
  }
}
