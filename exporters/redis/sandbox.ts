/** What the sandbox makes up of a Redis server: nothing, since a password may be any text. */
import type { SandboxSide } from "../kind";
import type { CacheConfig } from "./config";

export const sandbox: SandboxSide<CacheConfig> = { secretValues: () => ({}) };
