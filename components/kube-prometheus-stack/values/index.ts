/** The release's values: one builder a subject, merged once. */
import { deepmergeCustom } from "deepmerge-ts";
import { known } from "../../../chart/known";
import type { ChartValues } from "../../../chart/values";
import type { Config } from "../../../config/schema";
import { alertmanagerValues } from "./alertmanager";
import { eksValues } from "./eks";
import { grafanaValues } from "./grafana";
import { prometheusValues } from "./prometheus";

/** Merges as Helm does: maps by key, lists replaced whole. */
const mergeValues = deepmergeCustom({ mergeArrays: false });

/** All values of the release; the stack's own `extraValues` win. */
export function chartValues(config: Config): ChartValues {
  return mergeValues(
    known(prometheusValues(config)),
    known(alertmanagerValues(config)),
    known(grafanaValues({ ...config, namespace: config.namespace.name })),
    known(eksValues()),
    config.extraValues,
  ) as ChartValues;
}
