/** The real promtool, and the rule files for it. */
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { stringify } from "yaml";
import { ensureTools } from "../../sandbox/tools";
import { ruleFiles } from "./options";

/** Runs promtool; its complaint is the error. */
export async function promtool(args: readonly string[]): Promise<void> {
  const tools = await ensureTools(["promtool"]);
  await promisify(execFile)(tools.path("promtool"), args).catch((error: { stdout: string; stderr: string }) => {
    throw new Error(`promtool ${args.slice(0, 2).join(" ")} failed:\n${error.stdout}${error.stderr}`);
  });
}

/** Writes the rule files into a temporary folder that lives as long as `use` runs. */
export async function withRuleFiles(use: (folder: string, files: readonly string[]) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "alerts-"));
  try {
    const files: string[] = [];
    for (const { name, groups } of ruleFiles) {
      const file = join(folder, `${name}.yaml`);
      await writeFile(file, stringify({ groups }));
      files.push(file);
    }
    await use(folder, files);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Finds promtool, or builds it, which takes minutes: for a `before` hook, outside the time of a test. */
export async function preparePromtool(this: Mocha.Context): Promise<void> {
  this.timeout("60m");
  await ensureTools(["promtool"]);
}
