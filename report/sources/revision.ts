/** A git revision of the project, rendered by its own code. */
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { code, type Inline, text } from "../../markdown";
import type { RenderedFiles } from "../../render/files";
import { readFiles } from "../../render/write";
import { withoutSecretsInFiles } from "../masked";

const run = promisify(execFile);

/** Output that a child may have. Bytes; a revision's archive goes to a file. */
const MAX_OUTPUT = 16 * 1024 * 1024;

/** One side of a comparison. */
export interface Side {
  readonly files: RenderedFiles;
  /** What it is called. */
  readonly words: readonly Inline[];
}

/**
 * Renders a stack of a revision, in a folder of its own that is removed afterwards. The working tree is not touched.
 *
 * A stack that the revision does not have renders to nothing: all of it is new.
 *
 * @param projectFolder the project in the working tree; its installed packages are used where the lockfile is the same.
 * @throws Error where git has no such revision, or it cannot be rendered.
 */
export async function renderRevision(projectFolder: string, revision: string, stack: string): Promise<Side> {
  const folder = mkdtempSync(join(tmpdir(), "revision-"));
  try {
    const project = join(folder, "project");
    await extract(projectFolder, revision, project);
    const words = [text("revision "), code(revision)];
    if (!existsSync(join(project, `Pulumi.${stack}.yaml`)))
      return { files: new Map(), words: [...words, text(", which has no stack "), code(stack)] };
    if (!existsSync(join(project, "cli", "render.ts")))
      throw new Error(`--against ${revision}: this revision has no render command; name a later one.`);
    await providePackages(projectFolder, project, revision);
    return { files: withoutSecretsInFiles(await render(project, revision, stack, join(folder, "rendered"))), words };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes the revision's files of the project's folder. */
async function extract(projectFolder: string, revision: string, target: string): Promise<void> {
  const git = (...args: string[]) => run("git", args, { cwd: projectFolder, maxBuffer: MAX_OUTPUT });
  const commit = await git("rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`).catch(
    (error: { code?: unknown }) => {
      // A text is the system's, when there is no git; a number is git's own exit code.
      if (typeof error.code === "string") throw error;
      return undefined;
    },
  );
  if (commit === undefined) {
    throw new Error(
      `--against ${revision}: git knows no such revision in ${projectFolder}; name a branch, a tag or a commit, and fetch it first where the clone is shallow (git fetch origin ${revision}).`,
    );
  }
  mkdirSync(target);
  const archive = `${target}.tar`;
  // An archive of the folder itself: the project may be a part of its repository.
  await git("archive", "--format=tar", `--output=${archive}`, commit.stdout.trim());
  await run("tar", ["-xf", archive, "-C", target]);
}

/** Gives the revision the packages of its lockfile: those of the working tree where that has the same, fresh ones otherwise. */
async function providePackages(projectFolder: string, project: string, revision: string): Promise<void> {
  const lockfile = (folder: string) => readFileSync(join(folder, "package-lock.json"), "utf8");
  if (lockfile(project) === lockfile(projectFolder)) {
    symlinkSync(join(projectFolder, "node_modules"), join(project, "node_modules"), "dir");
    return;
  }
  const args = ["ci", "--ignore-scripts", "--prefer-offline", "--no-audit", "--no-fund"];
  await run("npm", args, { cwd: project, maxBuffer: MAX_OUTPUT, shell: process.platform === "win32" }).catch(
    (error: { stderr: string }) => {
      throw new Error(
        `--against ${revision}: its packages are others than the working tree's and could not be installed (npm ci); check the way to the registry, or compare with a revision that has the same package-lock.json:\n${error.stderr.trim()}`,
      );
    },
  );
}

async function render(project: string, revision: string, stack: string, out: string): Promise<RenderedFiles> {
  const args = ["--require", "tsx/cjs", "cli/main.ts", "render", "--stack", stack, "--out", out];
  await run(process.execPath, args, { cwd: project, maxBuffer: MAX_OUTPUT }).catch((error: { stderr: string }) => {
    throw new Error(
      `--against ${revision}: the stack ${stack} of this revision cannot be rendered:\n${error.stderr.trim()}`,
    );
  });
  return readFiles(out);
}
