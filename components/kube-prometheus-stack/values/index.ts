/** The release's values: one builder a subject, merged once. */
import { deepmergeCustom } from "deepmerge-ts";
import { known } from "../../../chart-values/known";
import type { ChartValues } from "../../../chart-values/generated/values";
import type { Config } from "../../../config/schema";
import type { SecretVersions } from "../../credentials/secrets-manager";
import { alertmanagerValues } from "./alertmanager";
import { eksValues } from "./eks";
import { grafanaValues } from "./grafana";
import { imageValues } from "./images";
import { labelValues } from "./labels";
import { nodeExporterValues } from "./node-exporter";
import { placementValues } from "./placement";
import { prometheusValues } from "./prometheus";
import { remoteWriteValues } from "./remote-write";
import { ruleValues } from "./rules";

/** Merges as Helm does: maps by key, lists replaced whole. */
const mergeValues = deepmergeCustom({ mergeArrays: false });

/**
 * All values of the release; the stack's own `extraValues` win.
 *
 * @param secrets the versions of the secrets, so that a rotation replaces the pods that read them once.
 */
export function chartValues(config: Config, secrets: SecretVersions = new Map()): ChartValues {
  const parts: readonly Readonly<Record<string, unknown>>[] = [
    known(prometheusValues(config)),
    known(alertmanagerValues(config)),
    known(grafanaValues({ ...config, namespace: config.namespace.name, secrets })),
    known(remoteWriteValues(config.prometheus)),
    known(placementValues(config.placement)),
    known(labelValues(config.labels)),
    known(imageValues(config.imageRegistry)),
    known(eksValues()),
    known(nodeExporterValues()),
    known(ruleValues()),
    config.extraValues,
  ];
  return mergeValues(...parts) as ChartValues;
}
