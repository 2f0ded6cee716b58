/** Alertmanager's configuration of both stacks, as `render` writes it. */
import { parse } from "yaml";
import type { AlertmanagerFile } from "../../../chart-values/shapes";
import { renderedFile, renderedFolder } from "../../stacks/rendered";
import type { Configuration } from "./alertmanager";

/** The stacks. */
export const stacks = ["production", "staging"] as const;

/** One of {@link stacks}. */
export type Stack = (typeof stacks)[number];

/** The configuration of a stack, and its templates. */
export async function configurationOf(stack: Stack): Promise<Configuration> {
  const file = parse(await renderedFile(stack, "alertmanager.yaml")) as AlertmanagerFile;
  return { file, templates: Object.fromEntries(await renderedFolder(stack, "alertmanager")) };
}
