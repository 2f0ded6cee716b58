/** What a Helm release of kube-prometheus-stack is given. */
import { CHART_NAME } from "../../chart-values/version";
import type { Resource } from "../rule";
import { isMap } from "../../common/maps";
import { at, isBlank } from "./known";
import { RELEASE_TYPE } from "./objects";

/** Whether the resource is a Helm release of the chart: by the chart's name or path, or by values that only it has. */
export function isStackRelease({ type, props }: Resource): boolean {
  if (type !== RELEASE_TYPE) return false;
  const chart = at(props, "chart");
  return (
    (typeof chart === "string" && chart.includes(CHART_NAME)) ||
    at(props, "values", "prometheus", "prometheusSpec") !== undefined
  );
}

/** The chart's values for a custom resource with what `additionalConfig` and `additionalConfigString` lay over them; the chart adds both last. */
export function specIn(values: unknown, ...keys: readonly string[]): unknown {
  const spec = at(values, ...keys);
  if (!isMap(spec)) return spec;
  return { ...spec, ...asMap(spec["additionalConfig"]), ...asMap(readText(spec["additionalConfigString"])) };
}

/** Whether a text that the chart lays over a custom resource can be read without Helm. */
export function isReadableText(text: unknown): boolean {
  return isBlank(text) || isMap(readText(text));
}

function readText(text: unknown): unknown {
  if (typeof text !== "string" || text.includes("{{")) return undefined;
  // Loaded here: most values hold no YAML as text.
  const { parse } = require("yaml") as typeof import("yaml");
  try {
    return parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function asMap(value: unknown): Readonly<Record<string, unknown>> {
  return isMap(value) ? value : {};
}
