import { helmInputs } from "../input/releases";
import type { ResourceRule } from "../rule";

/** What no rule can see is said aloud: the values that another chart has by itself. */
export const knownChart: ResourceRule = {
  name: "known-chart",
  level: "advisory",
  description: "What Helm installs is kube-prometheus-stack, whose own values are known.",
  reason: "Another chart's own values may bring servers, volumes and addresses that the stack's values do not name.",
  remedy: "Read the chart's values.yaml, and write every retention, volume, Service and Ingress of it into values.",
  limits: {},
  evaluate: (resource) =>
    helmInputs(resource).flatMap(({ chart, isStack, path }) =>
      isStack || chart === undefined
        ? []
        : // Its name is a part of an address, in which a secret would not be recognised: it is not repeated.
          [`The chart of ${path} has values of its own; only those that are written there are checked.`],
    ),
};
