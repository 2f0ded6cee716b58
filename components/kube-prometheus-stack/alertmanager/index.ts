/** Alertmanager's configuration: who hears of what, how often, and what is a mere consequence of something else. */
import type { AlertmanagerFile } from "../../../chart-values/shapes";
import { inhibitRules } from "./inhibition";
import type { AlertmanagerInput } from "./input";
import { receivers } from "./receivers";
import { rootRoute } from "./routes";
import { TEMPLATES_PATTERN } from "./templates";
import { timeIntervals } from "./time-intervals";

export type { AlertmanagerInput } from "./input";
export { messageTemplates } from "./templates";

/** The whole configuration, with nothing left to the chart's defaults. */
export function alertmanagerConfig(input: AlertmanagerInput): AlertmanagerFile {
  return {
    global: { resolve_timeout: "5m" },
    templates: [TEMPLATES_PATTERN],
    ...timeIntervals(input.muteTimes),
    inhibit_rules: inhibitRules(),
    route: rootRoute(input),
    receivers: receivers(input),
  };
}
