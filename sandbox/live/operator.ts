/** Waits until the operator has made of its objects what it makes of them. */
import { setTimeout as sleep } from "node:timers/promises";
import { CustomObjectsApi, type KubeConfig } from "@kubernetes/client-node";
import { z } from "zod";
import { parse } from "yaml";
import { parseConfiguration, readOperatorFiles, type OperatorFiles, type PrometheusRef } from "../prometheus";

const objectSchema = z.object({
  metadata: z.object({ namespace: z.string(), name: z.string() }),
  spec: z.object({ endpoints: z.array(z.unknown()).optional() }).optional(),
});
const listSchema = z.object({ items: z.array(objectSchema) });

const API = { group: "monitoring.coreos.com", version: "v1" };

/** The operator takes up what changes within a second on an idle machine. What no selector takes, it never takes up. */
const TIMEOUT_MS = 15_000;
const INTERVAL_MS = 250;

/**
 * Waits until every Prometheus has a configuration with all ServiceMonitors and rules, and that stays as it is for a moment.
 *
 * @returns a sentence for each object that the operator leaves out.
 */
export async function operatorIsDone(config: KubeConfig): Promise<readonly string[]> {
  const servers = await list(config, "prometheuses");
  const sentences = await Promise.all(servers.map(({ metadata }) => isDone(config, metadata)));
  return sentences.flat();
}

async function isDone(config: KubeConfig, ref: PrometheusRef): Promise<readonly string[]> {
  const deadline = Date.now() + TIMEOUT_MS;
  let before: string | undefined;
  for (;;) {
    const [files, monitors, rules] = await Promise.all([
      readOperatorFiles(config, ref).catch(() => undefined),
      list(config, "servicemonitors"),
      list(config, "prometheusrules"),
    ]);
    const missing = files === undefined ? [] : leftOut(files, monitors, rules);
    const now = files === undefined ? undefined : JSON.stringify([files.configuration, ...files.ruleFiles]);
    if (now !== undefined && now === before && missing.length === 0) return [];
    if (Date.now() >= deadline)
      return files === undefined
        ? [`The operator has made no configuration for Prometheus ${ref.name} within ${TIMEOUT_MS / 1000} s.`]
        : missing.map((object) => `The operator leaves ${object} out: no selector of Prometheus ${ref.name} takes it.`);
    before = now;
    await sleep(INTERVAL_MS);
  }
}

type Item = z.infer<typeof objectSchema>;

function leftOut(
  { configuration, ruleFiles }: OperatorFiles,
  monitors: readonly Item[],
  rules: readonly Item[],
): readonly string[] {
  const jobs = new Set(parseConfiguration(parse(configuration)).scrape_configs.map(({ job_name }) => job_name));
  const files = [...ruleFiles.keys()];
  return [
    ...monitors
      .filter((item) => !jobs.has(`serviceMonitor/${idOf(item, "/")}/0`))
      .map((item) => `ServiceMonitor ${idOf(item, "/")}`),
    ...rules
      .filter((item) => !files.some((file) => file.includes(`/${idOf(item, "-")}-`)))
      .map((item) => `PrometheusRule ${idOf(item, "/")}`),
  ];
}

function idOf({ metadata }: Item, separator: string): string {
  return `${metadata.namespace}${separator}${metadata.name}`;
}

async function list(config: KubeConfig, plural: string): Promise<readonly Item[]> {
  return listSchema.parse(
    await config.makeApiClient(CustomObjectsApi).listCustomObjectForAllNamespaces({ ...API, plural }),
  ).items;
}
