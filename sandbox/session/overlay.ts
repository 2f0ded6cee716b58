/** What the sandbox changes in a stack, in one place: everything else is deployed as declared. */
import { deepmerge } from "deepmerge-ts";
import type { ChartValues } from "../../chart-values/generated/values";
import type { RawConfig } from "../../config/raw";
import { CONTEXT_NAME } from "../cluster/state";
import type { ChartChoice } from "./chart-choice";

/** The only chart values that differ, each with its reason. */
export const sandboxValues = {
  prometheusOperator: {
    // The API server would call the webhook at a pod's address, where nothing listens.
    admissionWebhooks: { enabled: false },
    // The certificate is the webhook's; without the webhook nobody makes it.
    tls: { enabled: false },
  },
} satisfies ChartValues;

/** One line on each value of {@link sandboxValues}, for the output. */
export const sandboxValuesInWords = [
  "prometheusOperator.admissionWebhooks.enabled: false (no webhook can be reached: pods have no processes)",
  "prometheusOperator.tls.enabled: false (its certificate belongs to the webhook)",
] as const;

/** Helm's wait. Simulated pods are ready within seconds; a stack's fifteen minutes would only hide a failure. */
const TIMEOUT_SECONDS = 120;

/** The configuration keys that the sandbox sets in its copy of the stack file. */
export function sandboxConfig(config: RawConfig, chart: ChartChoice): Record<string, unknown> {
  const declared = JSON.parse(config["monitoring:chart"] ?? "{}") as Record<string, unknown>;
  const ownValues = JSON.parse(config["monitoring:extraValues"] ?? "{}") as Record<string, unknown>;
  return {
    "kubernetes:context": CONTEXT_NAME,
    // The sandbox's own is in the engine's environment; a stack's would lead elsewhere.
    "kubernetes:kubeconfig": undefined,
    "monitoring:chart": {
      ...declared,
      timeoutSeconds: TIMEOUT_SECONDS,
      ...(chart.path === undefined ? {} : { path: chart.path }),
    },
    "monitoring:extraValues": deepmerge(ownValues, sandboxValues),
  };
}
