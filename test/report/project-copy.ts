/** A copy of the project with a repository of its own, in which tests edit sources as a person would. */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RenderedFiles } from "../../render/files";
import { PROJECT_FOLDER } from "../../render/program";
import { readFiles } from "../../render/write";
import { scriptArguments } from "../run/npm-script";

/** What of the project's folder is left behind: the command needs none of it. */
const LEFT_BEHIND = [".git", "docs", "node_modules", "out", "runbooks", "test"];

/** What a command printed. */
export interface Result {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A copy of the project. */
export interface ProjectCopy {
  readonly folder: string;
  /** Replaces a text that has to be there, so that an edit cannot miss silently. */
  edit(path: string, from: string | RegExp, to: string): void;
  /** Takes all edits back. */
  reset(): void;
  git(...args: string[]): void;
  /** `npm run preview --` with these arguments. */
  preview(...args: string[]): Result;
  /** `npm run render` of a stack into a folder. */
  render(stack: string, out: string): { readonly files: RenderedFiles };
  remove(): void;
}

/** Copies the sources, commits them, and lends the copy the packages of the project. */
export function copyProject(): ProjectCopy {
  const folder = mkdtempSync(join(tmpdir(), "project-copy-"));
  // The user's own configuration of git (hooks, signatures) stays out of it.
  const env = { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null" };
  const git = (...args: string[]) =>
    void execFileSync("git", ["-c", "user.name=test", "-c", "user.email=test@example.com", ...args], {
      cwd: folder,
      env,
      stdio: "pipe",
    });
  for (const path of readdirSync(PROJECT_FOLDER)) {
    if (!LEFT_BEHIND.includes(path)) cpSync(join(PROJECT_FOLDER, path), join(folder, path), { recursive: true });
  }
  symlinkSync(join(PROJECT_FOLDER, "node_modules"), join(folder, "node_modules"), "dir");
  writeFileSync(join(folder, ".gitignore"), "node_modules\n");
  git("init", "--quiet", "--initial-branch=main");
  git("add", "--all");
  git("commit", "--quiet", "--message=before");
  return {
    folder,
    git,
    edit(path, from, to) {
      const text = readFileSync(join(folder, path), "utf8");
      assert.ok(
        typeof from === "string" ? text.includes(from) : from.test(text),
        `${path} has no ${from}: the edit of this test has to follow the source.`,
      );
      writeFileSync(
        join(folder, path),
        text.replace(from, () => to),
      );
    },
    reset: () => git("checkout", "--quiet", "--", "."),
    preview(...args) {
      const { status, stdout, stderr } = spawnSync(process.execPath, [...scriptArguments("preview"), ...args], {
        cwd: folder,
        env,
        encoding: "utf8",
      });
      return { code: status, stdout, stderr };
    },
    render(stack, out) {
      execFileSync(process.execPath, [...scriptArguments("render"), "--stack", stack, "--out", out], {
        cwd: folder,
        env,
        stdio: "pipe",
      });
      return { files: readFiles(out) };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
