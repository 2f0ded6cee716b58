/** Sections of a chart's values that are switched off. */
import type { Place } from "./walk";

/** Whether a section says that it is off: Helm takes nothing but `false` for off, a text `"false"` is on. */
export function isOff({ value }: Pick<Place, "value">): boolean {
  return (
    typeof value === "object" && value !== null && (value as Readonly<Record<string, unknown>>)["enabled"] === false
  );
}
