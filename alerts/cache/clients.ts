/** Alerts on the clients of caches. */
import type { AlertSettings } from "../../config/schema/alerts";
import { SERVER, value } from "../../queries/redis";
import type { AlertDefinition } from "../types";
import { CACHE, grownBy } from "./labels";

/** Clients as a share of how many may connect, where the server says so. */
const clientsRatio = `max by (${SERVER}) (${value("connected_clients")})
/
max by (${SERVER}) (${value("max_clients")} > 0)`;

/** Connections that run out, and connections that were refused. */
export function clientAlerts({ caches: { clientsPercent } }: AlertSettings): AlertDefinition[] {
  return [
    {
      name: "RedisClientsNearLimit",
      expr: `${clientsRatio} > ${clientsPercent / 100}`,
      for: "5m",
      severity: "warning",
      team: "platform",
      summary: "Redis is running out of connections.",
      description: `Cache ${CACHE} has {{ $value | humanizePercentage }} of the clients that may connect (more than ${clientsPercent}%) for at least 5 minutes.`,
    },
    {
      name: "RedisRejectedConnections",
      // At once: each of them is a failed request of some service.
      expr: `${grownBy("rejected_connections")} > 0`,
      severity: "critical",
      team: "platform",
      summary: "Redis refuses connections.",
      description:
        `Cache ${CACHE} refused {{ $value }} connections within 5 minutes, which it does while as many clients as it ` +
        "allows are connected, and in its protected mode.",
    },
  ];
}
