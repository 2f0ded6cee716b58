/** What the operator has made for Prometheus: its configuration and its rule files. */
import { gunzipSync } from "node:zlib";
import { CoreV1Api, type KubeConfig } from "@kubernetes/client-node";
import { z } from "zod";

/** A Prometheus object: its namespace and name. */
export interface PrometheusRef {
  readonly namespace: string;
  readonly name: string;
}

/** What the operator gives the pods of a Prometheus. */
export interface OperatorFiles {
  /** The configuration as YAML, with placeholders for what differs from pod to pod. */
  readonly configuration: string;
  /** The rule files by their path in the pod. */
  readonly ruleFiles: ReadonlyMap<string, string>;
}

/** Where the operator mounts the ConfigMaps with rules, one folder each. */
export const RULES_FOLDER = "/etc/prometheus/rules";

/**
 * Reads what the operator has made.
 *
 * @throws Error where the operator has not taken the Prometheus up yet.
 */
export async function readOperatorFiles(
  config: KubeConfig,
  { namespace, name }: PrometheusRef,
): Promise<OperatorFiles> {
  const core = config.makeApiClient(CoreV1Api);
  const [secret, maps] = await Promise.all([
    core.readNamespacedSecret({ namespace, name: `prometheus-${name}` }),
    core.listNamespacedConfigMap({ namespace, labelSelector: `prometheus-name=${name}` }),
  ]);
  const zipped = secret.data?.["prometheus.yaml.gz"];
  if (zipped === undefined)
    throw new Error(
      `The Secret prometheus-${name} in namespace ${namespace} has no configuration yet; look into the operator's log.`,
    );
  const files = maps.items.flatMap(({ metadata, data }) =>
    Object.entries(data ?? {}).map(([file, text]) => [`${RULES_FOLDER}/${metadata?.name}/${file}`, text] as const),
  );
  return { configuration: gunzipSync(Buffer.from(zipped, "base64")).toString("utf8"), ruleFiles: new Map(files) };
}

const discoverySchema = z.looseObject({ role: z.string() });
const relabelSchema = z.looseObject({ target_label: z.string().optional() });
const clientSchema = {
  kubernetes_sd_configs: z.array(discoverySchema).optional(),
  relabel_configs: z.array(relabelSchema).optional(),
};
const scrapeSchema = z.looseObject({ ...clientSchema, job_name: z.string(), scrape_interval: z.string().optional() });

/** The parts of a configuration that matter here; everything else is kept as it is. */
const configurationSchema = z.looseObject({
  global: z.looseObject({
    scrape_interval: z.string(),
    evaluation_interval: z.string(),
    external_labels: z.record(z.string(), z.string()),
  }),
  rule_files: z.array(z.string()).default([]),
  scrape_configs: z.array(scrapeSchema),
  alerting: z.looseObject({ alertmanagers: z.array(z.looseObject(clientSchema)).default([]) }).optional(),
});

/** Prometheus' configuration as the operator writes it. */
export type PrometheusConfiguration = z.infer<typeof configurationSchema>;

/** @throws where the data are no configuration as the operator writes it. */
export function parseConfiguration(data: unknown): PrometheusConfiguration {
  return configurationSchema.parse(data);
}
