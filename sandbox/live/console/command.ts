/** How the console is started. */
import { join } from "node:path";

/**
 * Node as small as it gets: of the usual heap for new objects a sixteenth, and code that is compact rather than fast. With
 * 60 pods, a page open and every scrape it takes 67 MiB instead of 108, of which 42 are Node's own program.
 */
const FLAGS = ["--max-old-space-size=64", "--max-semi-space-size=1", "--optimize-for-size", "--no-sparkplug"] as const;

/** Arguments of Node, before the path of the settings. */
export function consoleArguments(): readonly string[] {
  return [...FLAGS, "--require", require.resolve("tsx/cjs"), join(__dirname, "main.ts")];
}

/** Program and arguments; it needs no environment. */
export function consoleCommand(settingsFile: string): { readonly path: string; readonly args: readonly string[] } {
  return { path: process.execPath, args: [...consoleArguments(), settingsFile] };
}
