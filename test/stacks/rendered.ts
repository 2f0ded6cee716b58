/** What `render` writes for a stack. */
import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { promisify } from "node:util";
import { PROJECT_FOLDER } from "../../sandbox/session/session";
import { scriptArguments } from "../run/npm-script";

/** Texts by path: `alertmanager.yaml`, `rules/<name>.yaml`. */
export type Rendered = ReadonlyMap<string, string>;

const rendered = new Map<string, Promise<Rendered>>();

/** The files of a stack, by the command that users run; rendered once in a run of the tests. */
export function renderedFiles(stack: string): Promise<Rendered> {
  const files = rendered.get(stack) ?? render(stack);
  rendered.set(stack, files);
  return files;
}

/** One rendered file; the error names those that there are. */
export async function renderedFile(stack: string, path: string): Promise<string> {
  const files = await renderedFiles(stack);
  const text = files.get(path);
  if (text === undefined)
    throw new Error(`render wrote no ${path} for ${stack}, only ${[...files.keys()].join(", ")}.`);
  return text;
}

/** The rendered files of a folder, by their name without the folder. */
export async function renderedFolder(stack: string, folder: string): Promise<Rendered> {
  const files = [...(await renderedFiles(stack))].filter(([path]) => path.startsWith(`${folder}/`));
  return new Map(files.map(([path, text]) => [relative(folder, path), text]));
}

async function render(stack: string): Promise<Rendered> {
  const folder = await mkdtemp(join(tmpdir(), "rendered-"));
  try {
    const out = join(folder, stack);
    await promisify(execFile)(process.execPath, [...scriptArguments("render"), "--stack", stack, "--out", out], {
      cwd: PROJECT_FOLDER,
    });
    const entries = await readdir(out, { recursive: true, withFileTypes: true });
    const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    return new Map(
      await Promise.all(paths.map(async (path) => [relative(out, path), await readFile(path, "utf8")] as const)),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
