/** What a stack is changed to, and what has to be seen of it then. */
import type { Config } from "../../../config/schema";
import type { DeployedStack } from "../deployed-stack";
import type { Snapshot } from "../snapshot";

/** A deployed variant. */
export interface Seen {
  readonly stack: DeployedStack;
  /** Everything that the API server holds. */
  readonly objects: Snapshot;
  /** Prometheus' configuration as the operator has made it. */
  readonly prometheus: string;
}

/** Keys of the configuration that take other values, and the checks by what they show. */
export interface Variant {
  /** Values without the prefix `monitoring:`, made from those of the stack. */
  readonly keys: (config: Config) => Readonly<Record<string, unknown>>;
  readonly checks: Readonly<Record<string, (seen: Seen) => void | Promise<void>>>;
}

/** The overrides of the engine's workspace, by full key. */
export function overridesOf({ keys }: Variant, config: Config): Record<string, unknown> {
  return Object.fromEntries(Object.entries(keys(config)).map(([key, value]) => [`monitoring:${key}`, value]));
}
