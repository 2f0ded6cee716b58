/** Where pods may run. */
import type { PlacementConfig } from "../config/schema";

/** The fields of a pod's spec, which the chart's values have under the same names; those that say nothing are left out. */
export function podPlacement({ nodeSelector, tolerations }: PlacementConfig) {
  return {
    ...(Object.keys(nodeSelector).length === 0 ? {} : { nodeSelector }),
    ...(tolerations.length === 0 ? {} : { tolerations }),
  };
}
