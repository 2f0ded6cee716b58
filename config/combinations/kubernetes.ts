/** What does not go together in labels, placement and the chart's own values. */
import { valuesProblems } from "../../chart-values/check-values";
import { problem, type Problem } from "../fields/problem";
import type { Config } from "../schema";
import { CONFIG_PREFIX } from "../fields/spelling";

/** Prefixes of labels whose meaning is given by Kubernetes and Helm, and by this program's own selectors. */
const RESERVED_PREFIXES = /(^|\.)(kubernetes\.io|k8s\.io|helm\.sh)\//;

/** Labels that the chart and Grafana's sidecars select objects by. */
const RESERVED_LABELS = ["app", "chart", "heritage", "jobLabel", "release", "grafana_dashboard", "grafana_datasource"];

/** A label on every object must not be one that some are found by. */
export function reservedLabel({ labels }: Config): readonly Problem[] {
  return Object.keys(labels)
    .filter((label) => RESERVED_PREFIXES.test(label) || RESERVED_LABELS.includes(label))
    .map((label) =>
      problem(
        [`labels.${label}`],
        ([key]) =>
          `${key} would overwrite a label that objects are found by; it must be a label of your own, such as team or example.org/team.`,
      ),
    );
}

/** Kubernetes refuses a toleration that asks for any value and for one. */
export function tolerationOfAnyAndOneValue({ placement: { tolerations } }: Config): readonly Problem[] {
  return tolerations.flatMap(({ operator, value }, index) => {
    const place = `placement.tolerations[${index}]`;
    if (operator !== "Exists" || value === undefined) return [];
    return [
      problem(
        [`${place}.value`, `${place}.operator`],
        ([key, of]) =>
          `${key} is "${value}" with ${of} Exists, which takes any value; it must be left out, or the operator be Equal.`,
      ),
    ];
  });
}

/** Helm ignores what its chart does not know. */
export function valueUnknownToTheChart({ extraValues }: Config): readonly Problem[] {
  return valuesProblems(extraValues, `${CONFIG_PREFIX}extraValues`).map((sentence) => ({
    keys: [`${CONFIG_PREFIX}extraValues`],
    sentence,
  }));
}
