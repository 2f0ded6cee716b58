/** The chart's values for where its images come from. */
import type { ChartValues } from "../../../chart-values/generated/values";

/** Takes the place of the registry of every image, in the subcharts and in the operator's flags too; repository and tag stay. */
export function imageValues(imageRegistry: string | undefined) {
  return (imageRegistry === undefined ? {} : { global: { imageRegistry } }) satisfies ChartValues;
}
