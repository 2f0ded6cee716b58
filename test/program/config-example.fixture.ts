/** The example of a stack file as a configuration that is valid; each test changes one thing of it. */
import { parse } from "yaml";
import { parseConfig } from "../../config/load";
import type { RawConfig } from "../../config/raw";
import { CONFIG_PREFIX } from "../../config/fields/spelling";
import { alternatives, exampleStackFile, type Alternative } from "../../scripts/config-example";
import { providerConfig } from "./config.fixture";

/** A configuration before it is handed to the engine: values of this project's keys, without their prefix. */
export type Values = Record<string, unknown>;

/** Each example is written and parsed once. */
const examples = new Map<Alternative | undefined, Values>();

/** The values of the example, for the caller to change; with an alternative chosen, that one's. */
export function exampleValues(chosen?: Alternative): Values {
  const values = examples.get(chosen) ?? parsedExample(chosen);
  examples.set(chosen, values);
  return structuredClone(values);
}

function parsedExample(chosen?: Alternative): Values {
  const { config } = parse(exampleStackFile(chosen)) as { config: Values };
  return Object.fromEntries(
    Object.entries(config)
      .filter(([key]) => key.startsWith(CONFIG_PREFIX))
      .map(([key, value]) => [key.slice(CONFIG_PREFIX.length), value]),
  );
}

/** The example that has a key: the alternative's where only an alternative has it. */
export function exampleWith(path: string): Values {
  return exampleValues(alternatives.find(({ key }) => path === key || path.startsWith(`${key}.`)));
}

/** The example with a value in place of its own; lists are entered at their first item. */
export function changed(path: string, value: unknown, values = exampleWith(path)): Values {
  const parts = partsOf(path);
  (valueAt(values, parts.slice(0, -1).join(".")) as Values)[parts.at(-1) ?? ""] = value;
  return values;
}

/** The value at a path; lists are entered at their first item. */
export function valueAt(values: Values, path: string): unknown {
  return partsOf(path).reduce<unknown>((place, part) => (place as Values | undefined)?.[part], values);
}

function partsOf(path: string): readonly string[] {
  return path === "" ? [] : path.replaceAll("[]", ".0").split(".");
}

/** As the engine hands it over. */
export function asRaw(values: Values): RawConfig {
  const own = Object.entries(values).map(([key, value]) => [
    `${CONFIG_PREFIX}${key}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return { ...providerConfig, ...Object.fromEntries(own) };
}

/** The sentences about a configuration, in their order; none where it is right. */
export function sentences(values: Values): readonly string[] {
  try {
    parseConfig(asRaw(values));
    return [];
  } catch (error) {
    return (error as Error).message.split("\n  - ").slice(1);
  }
}
