import { isDeepStrictEqual } from "node:util";
import type { DiffResult } from "@pulumi/pulumi/provider";

/** How the protocol marks a secret; `@pulumi/pulumi/runtime` has it too, and loads the whole SDK. */
const SIGNATURE_KEY = "4dabf18193072939515e22adb298388d";
const SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270";

/** Properties of a resource as they come over the provider protocol: values, some of them wrapped as secrets. */
export type Properties = Readonly<Record<string, unknown>>;

/** The plain value of a property that may be wrapped as a secret. */
export function plain(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const { [SIGNATURE_KEY]: signature, value: inner } = value as Properties;
  return signature === SECRET_SIGNATURE ? inner : value;
}

/** The plain string of a property, undefined where it is absent or something else. */
export function text(properties: Properties, name: string): string | undefined {
  const value = plain(properties[name]);
  return typeof value === "string" ? value : undefined;
}

/** A value marked as secret, so that the engine encrypts it in its state and masks it in its output. */
export function secret(value: string): Properties {
  return { [SIGNATURE_KEY]: SECRET_SIGNATURE, value };
}

/** The type of the resource that a URN (`urn:pulumi:<stack>::<project>::<types>::<name>`) names. */
export function resourceType(urn: string): string {
  return urn.split("::")[2]?.split("$").at(-1) ?? "";
}

/** The name of the resource in the program. */
export function resourceName(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

/** Compares the given properties; those in `replacing` cannot change on an existing resource. */
export function diff(
  olds: Properties,
  news: Properties,
  names: readonly string[],
  replacing: readonly string[],
): DiffResult {
  const changed = names.filter((name) => !isDeepStrictEqual(plain(olds[name]), plain(news[name])));
  return { changes: changed.length > 0, replaces: changed.filter((name) => replacing.includes(name)) };
}
