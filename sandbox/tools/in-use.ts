/** Which tools a command works with, for people: with versions, how they came to be, and what clusters run instead. */
import type { ToolModule } from "./catalogue";
import { DEPLOYED } from "./release/table";

/** How an executable came to be. */
export const ORIGINS = ["path", "released", "built"] as const;
export type ToolOrigin = (typeof ORIGINS)[number];

/** A tool that is worked with. */
export interface ToolInUse {
  /** The module's name. */
  readonly name: string;
  readonly version: string;
  readonly origin: ToolOrigin;
}

const IN_WORDS: Readonly<Record<ToolOrigin, string>> = {
  path: "on PATH",
  released: "from their publishers' releases",
  built: "built from Go modules",
};

/** A line for each origin: `Tools built from Go modules: etcd 3.6.5, ...`, each with the deployed version where it is another. */
export function toolLines(tools: readonly ToolInUse[], origins: readonly ToolOrigin[] = ORIGINS): readonly string[] {
  return origins.flatMap((origin) => {
    const names = tools.filter((tool) => tool.origin === origin).map(inWords);
    return names.length === 0 ? [] : [`Tools ${IN_WORDS[origin]}: ${names.join(", ")}`];
  });
}

/** Of each module one entry, by the first of the commands that are asked for. */
export function inUse(
  names: readonly string[],
  catalogue: readonly ToolModule[],
  tool: (name: string) => Omit<ToolInUse, "name">,
): readonly ToolInUse[] {
  return catalogue.flatMap(({ name, commands }) => {
    const command = commands.find((candidate) => names.includes(candidate.name));
    return command === undefined ? [] : [{ name, ...tool(command.name) }];
  });
}

function inWords({ name, version }: ToolInUse): string {
  const deployed = (DEPLOYED as Readonly<Record<string, string>>)[name] ?? version;
  return deployed === version ? `${name} ${version}` : `${name} ${version} (clusters run ${deployed})`;
}
