/** What does not go together in what the stack file says of a Redis server. */
import { unreadableBundle } from "../../config/fields/ca-bundle";
import type { Problem } from "../../config/fields/problem";
import { usedBundle, type CacheConfig } from "./config";

/** The only rule that reads files. */
export function combinations(cache: CacheConfig, path: string): readonly Problem[] {
  return unreadableBundle(`${path}.caBundle`, usedBundle(cache));
}
