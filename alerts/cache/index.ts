/** Alerts on caches, from redis_exporter. */
import type { AlertSettings } from "../../config/schema/alerts";
import type { Servers } from "../exporters";
import type { RuleGroup } from "../types";
import { availabilityAlerts } from "./availability";
import { clientAlerts } from "./clients";
import { hitAlerts } from "./hits";
import { memoryAlerts } from "./memory";

/** Alerts on caches. */
export function cacheAlerts(settings: AlertSettings, servers: Servers): RuleGroup {
  return {
    name: "qualisys-cache",
    alerts: [
      ...availabilityAlerts(servers),
      ...memoryAlerts(settings),
      ...clientAlerts(settings),
      ...hitAlerts(settings),
    ],
  };
}
