/** Thresholds of alerts that are shares. */
import { positiveNumber } from "./grammar";

/** A share in per cent; a threshold of 0 would always fire, one of 100 never. */
export function percent(value: number, description: string) {
  return positiveNumber(99.9)
    .default(value)
    .describe(`${description}. Per cent`)
    .meta({ examples: [value] });
}
