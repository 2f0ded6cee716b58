/**
 * What all copies of this package in a process have in common: one that the application has, and one that a library brought, each
 * with modules of its own.
 */

/**
 * The thing of this name that the first copy made, kept where every copy finds it, as OpenTelemetry keeps its own. A copy for itself
 * where what is there cannot be used, or nothing can be kept.
 */
export function processWide<Value extends object>(
  name: string,
  isUsable: (found: Partial<Value>) => boolean,
  make: () => Value,
): Value {
  const key = Symbol.for(`qualisys.instrumentation.${name}`);
  const found = (globalThis as { [key: symbol]: unknown })[key];
  if (typeof found === "object" && found !== null && isUsable(found)) return found as Value;
  const value = make();
  if (found === undefined) Reflect.defineProperty(globalThis, key, { value });
  return value;
}
