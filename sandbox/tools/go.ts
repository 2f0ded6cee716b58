/** Running Go with a private cache and nothing taken from the user's settings that could change a binary. */
import { availableParallelism, totalmem } from "node:os";
import { createInterface } from "node:readline";
import { join } from "node:path";

import { buildCacheFolder, type Environment } from "./cache";
import type { ToolModule } from "./catalogue";
import { ToolError } from "./errors";
import { loadExeca } from "./execa";
import { title } from "./wording";

/** The oldest Go that builds all modules: the `go` line of their go.mod files. */
export const oldestGo = { major: 1, minor: 26 } as const;

/** Variables that would change what is built, or where from; the user's values are not passed on. */
const dropped = ["GOARCH", "GOOS", "GOEXPERIMENT", "GOAMD64", "GOARM64", "GO111MODULE"];

/**
 * The environment Go runs in. Downloads and compiled packages go to the private
 * build cache, writable so that it can be removed again. Settings about the
 * network (GOPROXY, GOPRIVATE, proxies) stay the user's.
 */
export function goEnvironment(env: Environment, cache: string): Record<string, string> {
  const build = buildCacheFolder(cache);
  const kept = Object.entries(env).filter(([name, value]) => value !== undefined && !dropped.includes(name));
  return {
    GOGC: "off",
    GOMEMLIMIT: String(heapBytes()),
    ...(Object.fromEntries(kept) as Record<string, string>),
    CGO_ENABLED: "0",
    GOCACHE: join(build, "go"),
    GOFLAGS: "-modcacherw",
    GOMODCACHE: join(build, "mod"),
    GOTMPDIR: join(build, "tmp"),
    GOTOOLCHAIN: "local",
    GOWORK: "off",
  };
}

/**
 * Heap from which one of the compilers that run at once, one per core, collects garbage: half of the memory shared among
 * them, and a gigabyte at least. Until then none does, which spares a quarter of the processor time. A user's own GOGC and
 * GOMEMLIMIT take precedence.
 *
 * @param memory bytes; by default those of the machine, or of the container where it has fewer.
 */
export function heapBytes(memory: number = availableMemory(), cores: number = availableParallelism()): number {
  return Math.max(2 ** 30, Math.floor(memory / 2 / cores));
}

/** A process without a limit of its own is told none, or one beyond the machine's memory. */
function availableMemory(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

/** One run of Go. */
export interface GoRun {
  readonly args: readonly string[];
  /** The module folder. */
  readonly cwd: string;
  readonly env: Record<string, string>;
  readonly signal?: AbortSignal;
  /** Called for each line Go writes to its standard error: downloads and, with `-v`, compiled packages. */
  readonly onLine?: (line: string) => void;
}

/** Runs Go; gives what it printed and whether it succeeded. Throws only if it could not run or was cancelled. */
export async function runGo(run: GoRun): Promise<{ ok: boolean; stdout: string; stderr: string }> {
  const { execa } = await loadExeca();
  const child = execa("go", run.args, {
    cancelSignal: run.signal,
    cwd: run.cwd,
    env: run.env,
    extendEnv: false,
    // Go removes its temporary files on an interrupt, not on a termination.
    killSignal: "SIGINT",
    reject: false,
    stdin: "ignore",
  });
  if (run.onLine) createInterface({ input: child.stderr }).on("line", run.onLine);
  const result = await child;
  run.signal?.throwIfAborted();
  if (result.exitCode === undefined && !result.isTerminated) throw result;
  return { ok: !result.failed, stdout: result.stdout, stderr: result.stderr };
}

/** Refuses to go on without Go, or with one that is too old, in a sentence that says what to do. */
export async function requireGo(modules: readonly ToolModule[], env: Environment): Promise<void> {
  const wanted = `${oldestGo.major}.${oldestGo.minor}`;
  const what = `Building ${modules.map(title).join(", ")} needs Go ${wanted} or newer`;
  const names = modules.flatMap(({ commands }) => commands.map(({ name }) => name)).join(", ");
  const remedy = `install it from https://go.dev/dl, or put these versions of ${names} on PATH.`;
  const found = await goVersion(env);
  if (found === undefined) throw new ToolError(`${what}, and there is no go on PATH: ${remedy}`);
  if (!isNewEnough(found)) throw new ToolError(`${what}, and the go on PATH is ${found}: ${remedy}`);
}

/** The version of the Go on PATH, for example `go1.26.8`. */
async function goVersion(env: Environment): Promise<string | undefined> {
  const { execa } = await loadExeca();
  const result = await execa("go", ["env", "GOVERSION"], {
    env: { ...env, GOTOOLCHAIN: "local" },
    extendEnv: false,
    reject: false,
    stdin: "ignore",
  });
  return result.failed ? undefined : result.stdout.trim();
}

/** Whether a version as Go prints it is at least {@link oldestGo}; a development version without a number is trusted. */
export function isNewEnough(version: string): boolean {
  const match = /^go(\d+)\.(\d+)/.exec(version);
  if (!match) return version.startsWith("devel");
  const [major, minor] = [Number(match[1]), Number(match[2])];
  return major > oldestGo.major || (major === oldestGo.major && minor >= oldestGo.minor);
}
