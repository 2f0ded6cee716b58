/** How the alerts on caches name a server, and how they count. */
import { grownInLives } from "../lives";
import { counted, LIVES } from "./lives";

/** The server in a description. */
export const CACHE = "{{ $labels.cache }} ({{ $labels.instance }})";

/** How much a counter of Redis grew within 5 minutes. */
export function grownBy(name: string): string {
  return grownInLives(counted(name), "5m", LIVES);
}
