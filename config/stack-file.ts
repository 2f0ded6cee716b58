/** Reads a stack file as the engine would, without the engine. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { RawConfig } from "./raw";

/** What stands in for a value that the stack file keeps encrypted. */
const ENCRYPTED = "[secret]";

/** Names of the stacks that have a file in a project's folder. */
export function stackNames(projectFolder: string): readonly string[] {
  return readdirSync(projectFolder)
    .flatMap((file) => /^Pulumi\.(.+)\.ya?ml$/.exec(file)?.[1] ?? [])
    .sort();
}

/**
 * The configuration of a stack: a text for each key, JSON for anything that is not a text.
 *
 * @throws Error where the stack has no file; the message names those that have one.
 */
export function readStackFile(projectFolder: string, stack: string): RawConfig {
  const file = join(projectFolder, `Pulumi.${stack}.yaml`);
  if (!existsSync(file)) {
    throw new Error(
      `The stack "${stack}" has no file Pulumi.${stack}.yaml; there are ${stackNames(projectFolder).join(", ")}.`,
    );
  }
  const document = parse(readFileSync(file, "utf8")) as { config?: Record<string, unknown> };
  return rawConfig(document.config ?? {});
}

/** Configuration as the engine hands it to the program; a value that is undefined is none. */
export function rawConfig(values: Readonly<Record<string, unknown>>): RawConfig {
  return Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [[key, asText(value)]])),
  );
}

function asText(value: unknown): string {
  // A key without a value.
  if (value === null) return "";
  if (typeof value === "string") return value;
  if (typeof value === "object" && value !== null && "secure" in value) return ENCRYPTED;
  return JSON.stringify(value);
}
