/** Alerts on databases, from postgres_exporter v0.15 to v0.20. */
import type { AlertSettings } from "../../config/schema/alerts";
import type { Servers } from "../exporters";
import type { RuleGroup } from "../types";
import { availabilityAlerts } from "./availability";
import { collectorAlerts } from "./collectors";
import { connectionAlerts } from "./connections";
import { lifeRecordings } from "./lives";
import { memoryAlerts } from "./memory";
import { replicationAlerts } from "./replication";
import { transactionAlerts, transactionRecordings } from "./transactions";

/** Alerts on databases. */
export function databaseAlerts(settings: AlertSettings, servers: Servers): RuleGroup {
  return {
    name: "qualisys-database",
    // The recorded counters have to be as fine as the scrapes they are made of.
    interval: "15s",
    recordings: [...lifeRecordings(), ...transactionRecordings],
    alerts: [
      ...availabilityAlerts(servers),
      ...collectorAlerts(servers),
      ...connectionAlerts(settings),
      ...transactionAlerts(settings),
      ...replicationAlerts(settings),
      ...memoryAlerts(settings),
    ],
  };
}
