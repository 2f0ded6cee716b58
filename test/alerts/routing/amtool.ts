/** Asks amtool about a configuration. */
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { ensureTools } from "../../../sandbox/tools";

const run = promisify(execFile);

/** Names of receivers, in the order in which an alert of these labels goes to them. */
export async function receiversOf(
  configFile: string,
  labels: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  const tools = await ensureTools(["amtool"]);
  const pairs = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
  const { stdout } = await run(tools.path("amtool"), [
    "config",
    "routes",
    "test",
    `--config.file=${configFile}`,
    ...pairs,
  ]);
  return stdout.trim().split(",");
}

/**
 * What amtool says of a configuration that it accepts.
 *
 * @throws Error with its complaint about any other.
 */
export async function checkConfig(configFile: string): Promise<string> {
  const tools = await ensureTools(["amtool"]);
  const result = await run(tools.path("amtool"), ["check-config", configFile]).catch(
    (error: { stdout: string; stderr: string }) => {
      throw new Error(`${error.stdout}${error.stderr}`);
    },
  );
  return result.stdout;
}

/** Writes files into a temporary folder that lives as long as `use` runs. */
export async function withFiles<T>(
  files: Readonly<Record<string, string>>,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "alertmanager-config-"));
  try {
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}
