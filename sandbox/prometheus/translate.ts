/** Makes the operator's configuration fit a Prometheus that runs beside the cluster instead of in a pod. */
import { parse } from "yaml";
import { parseConfiguration, type PrometheusConfiguration } from "./configuration";

/** What the pod has and a process beside the cluster has not. */
export interface Surroundings {
  /** The pod that the process stands for; part of an external label. */
  readonly podName: string;
  /** Kubeconfig that service discovery uses in place of the pod's service account. */
  readonly kubeconfig: string;
  /** Leads the pod's paths in a text to their places on this machine. */
  readonly place: (text: string) => string;
  /** What becomes of the files of the pod's service account in jobs: left out where they have no place on this machine. */
  readonly credentials: "kept" | "left out";
  /** What is dialled in place of every target and Alertmanager: the last rules of each. Nothing listens on pods' addresses. */
  readonly redirect: readonly RelabelRule[];
}

/** A rule of relabelling. */
export interface RelabelRule {
  readonly source_labels?: readonly string[];
  readonly separator?: string;
  readonly regex?: string;
  readonly target_label?: string;
  readonly replacement?: string;
  readonly action: "replace" | "keep";
}

/**
 * Translates a configuration; everything that is not named in {@link Surroundings} stays as it is, the labels of
 * the targets in particular.
 *
 * @param configuration YAML as the operator writes it, with placeholders for the pod's name and shard.
 */
export function translate(configuration: string, surroundings: Surroundings): PrometheusConfiguration {
  const text = surroundings.place(
    configuration.replaceAll("$(POD_NAME)", surroundings.podName).replaceAll("$(SHARD)", "0"),
  );
  const { alerting, scrape_configs, ...rest } = parseConfiguration(parse(text));
  return {
    ...rest,
    scrape_configs: scrape_configs.map((job) => redirected(job, surroundings, [keepInstance])),
    ...(alerting === undefined
      ? {}
      : {
          alerting: {
            ...alerting,
            alertmanagers: alerting.alertmanagers.map((group) => redirected(group, surroundings, [])),
          },
        }),
  };
}

/** The parts of a job, or of a group of Alertmanagers, that are translated. */
type Client =
  | PrometheusConfiguration["scrape_configs"][number]
  | NonNullable<PrometheusConfiguration["alerting"]>["alertmanagers"][number];

/** Credentials of the pod: files of its service account. */
const POD_CREDENTIALS = ["authorization", "bearer_token_file", "tls_config"] as const;

/** Prometheus makes `instance` from the address after relabelling, so the original one has to be put there before. */
const keepInstance: RelabelRule = {
  source_labels: ["instance", "__address__"],
  separator: ";",
  regex: ";(.+)",
  target_label: "instance",
  replacement: "$1",
  action: "replace",
};

function redirected<T extends Client>(
  client: T,
  { kubeconfig, credentials, redirect }: Surroundings,
  before: readonly RelabelRule[],
): T {
  const kept = Object.entries(client).filter(
    ([key]) => credentials === "kept" || !POD_CREDENTIALS.some((credential) => credential === key),
  );
  return {
    ...(Object.fromEntries(kept) as T),
    kubernetes_sd_configs: (client.kubernetes_sd_configs ?? []).map((discovery) => ({
      ...discovery,
      kubeconfig_file: kubeconfig,
    })),
    relabel_configs: [...(client.relabel_configs ?? []), ...before, ...redirect],
  };
}
