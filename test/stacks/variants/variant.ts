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

/** The overrides of the engine's workspace for some variants together, by full key. */
export function overridesOf(variants: readonly Variant[], config: Config): Record<string, unknown> {
  const changed: Record<string, unknown> = {};
  for (const { keys } of variants) Object.assign(changed, keys({ ...config, ...changed }));
  return Object.fromEntries(Object.entries(changed).map(([key, value]) => [`monitoring:${key}`, value]));
}
