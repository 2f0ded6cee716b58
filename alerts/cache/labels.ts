/** How the alerts on caches name a server, and how they count. */
import { counter, SERVER } from "../../queries/redis";
import { grown } from "../../queries/promql";

/** The server in a description. */
export const CACHE = "{{ $labels.cache }} ({{ $labels.instance }})";

/** How much a counter of Redis grew within 5 minutes. */
export function grownBy(name: string): string {
  return `max by (${SERVER}) (\n  ${grown(counter(name), "5m")}\n)`;
}
