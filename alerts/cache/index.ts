/** Alerts on caches, from redis_exporter. */
import type { AlertSettings } from "../../config/schema/alerts";
import type { Exporters } from "../exporters";
import type { RuleGroup } from "../types";
import { availabilityAlerts } from "./availability";
import { clientAlerts } from "./clients";
import { hitAlerts } from "./hits";
import { memoryAlerts } from "./memory";

/** Alerts on caches. */
export function cacheAlerts(settings: AlertSettings, exporters: Exporters): RuleGroup {
  return {
    name: "qualisys-cache",
    alerts: [...availabilityAlerts(exporters), ...memoryAlerts(settings), ...clientAlerts(settings), ...hitAlerts(settings)],
  };
}
