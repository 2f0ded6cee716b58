/** Alerts on caches, from redis_exporter. */
import type { AlertSettings } from "../../config/schema/alerts";
import type { Servers } from "../exporters";
import type { RuleGroup } from "../types";
import { availabilityAlerts } from "./availability";
import { clientAlerts } from "./clients";
import { hitAlerts } from "./hits";
import { lifeRecordings } from "./lives";
import { memoryAlerts } from "./memory";

/** Alerts on caches. */
export function cacheAlerts(settings: AlertSettings, servers: Servers): RuleGroup {
  return {
    name: "qualisys-cache",
    // The recorded counters have to be as fine as the scrapes they are made of.
    interval: "15s",
    recordings: lifeRecordings(),
    alerts: [
      ...availabilityAlerts(servers),
      ...memoryAlerts(settings),
      ...clientAlerts(settings),
      ...hitAlerts(settings),
    ],
  };
}
