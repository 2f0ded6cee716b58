/** What the parts of the program take from all kinds of exporters together. */
import { z } from "zod";
import type { ConfigSide, LabelsSide, MeasuredServer, ServerInhibition } from "./kind";
import * as exporterKinds from "./registry";

type Kinds = typeof exporterKinds;
type Kind = Kinds[keyof Kinds];

/** Keys of the stack file that list servers: `databases`, `caches`. */
export type ExporterKey = Kind["config"]["key"];

/** The parts of a configuration that list servers. */
export type ExporterLists = { readonly [K in Kind as K["config"]["key"]]: readonly z.infer<K["config"]["item"]>[] };

type ListSchemas = { [K in Kind as K["config"]["key"]]: z.ZodDefault<z.ZodArray<K["config"]["item"]>> };

/** The kinds whose alerts have settings. */
type WithThresholds = Extract<Kind, { readonly config: { readonly thresholds: z.ZodObject } }>;

type ThresholdSchemas = { [K in WithThresholds as K["config"]["key"]]: z.ZodPrefault<K["config"]["thresholds"]> };

const kinds: readonly Kind[] = Object.values(exporterKinds);
const configs: readonly ConfigSide[] = kinds.map(({ config }) => config);

/** The schema of each list in the stack file, by its key. */
export const exporterListSchemas = Object.fromEntries(
  configs.map(({ key, item, description }) => [key, z.array(item).default([]).describe(description)]),
) as unknown as ListSchemas;

/** The schema of what alerts on servers tolerate, by the key of their list. */
export const exporterThresholdSchemas = Object.fromEntries(
  configs.flatMap(({ key, thresholds }) => (thresholds === undefined ? [] : [[key, thresholds.prefault({})]])),
) as unknown as ThresholdSchemas;

/** Keys of the stack file that list servers, in the order of the registry. */
export const exporterKeys: readonly ExporterKey[] = kinds.map(({ config }) => config.key);

/** `job` of the targets of each kind, by the kind's name. */
export const exporterJobs = Object.fromEntries(
  Object.entries(exporterKinds).map(([name, { labels }]) => [name, labels.job]),
) as { readonly [Name in keyof Kinds]: string };

/** The label that carries a server's name, for each kind. */
export const serverLabels = Object.fromEntries(kinds.map(({ labels }) => [labels.server, labels.server])) as {
  readonly [K in Kind as K["labels"]["server"]]: K["labels"]["server"];
};

const labelSides: readonly LabelsSide[] = kinds.map(({ labels }) => labels);

/** The alert on a server that does not answer, with the labels by which servers of its kind are known. */
export function downAlerts(): readonly { readonly alert: string; readonly job: string; readonly server: string }[] {
  return labelSides.flatMap(({ down, job, server }) => (down === undefined ? [] : [{ alert: down, job, server }]));
}

/** Alerts of a server that are not notified because another alert of the same server says it better. */
export function serverInhibitions(): readonly ServerInhibition[] {
  return labelSides.flatMap(({ inhibitions = [] }) => inhibitions);
}

/** Series that Prometheus holds of the servers, estimated. */
export function exporterSeries(counts: Readonly<Record<ExporterKey, number>>): number {
  return kinds.reduce((sum, { config, series }) => sum + counts[config.key] * series, 0);
}

/** The lists of servers out of a configuration. */
export function exporterLists(config: ExporterLists): ExporterLists {
  return Object.fromEntries(exporterKeys.map((key) => [key, config[key]])) as unknown as ExporterLists;
}

/** Lists without any server. */
export const noServers = Object.fromEntries(exporterKeys.map((key) => [key, []])) as unknown as ExporterLists;

/** Every server of a configuration that has an exporter, in the order of the registry. */
export function measuredServers(config: ExporterLists): readonly MeasuredServer[] {
  return kinds.flatMap((kind) => kind.servers(config));
}
