/** Where the Redis server's program is: on PATH, in the sandbox's cache, or in Debian's packages. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { delimiter, join } from "node:path";
import { cacheFolder, isExecutable } from "../../tools/cache";

/** The program, and what it needs to run. */
export interface RedisProgram {
  readonly path: string;
  readonly env: Readonly<Record<string, string>>;
  /** `7.0.15`. */
  readonly version: string;
  readonly source: "PATH" | "Debian's packages";
}

/** Names under which the server is packaged, the preferred one first. */
const PROGRAMS = ["redis-server", "valkey-server"];

/** Debian's packages of the server and of the libraries that few systems have. */
const PACKAGES = ["redis-server", "redis-tools", "liblzf1", "libjemalloc2"];

/** A program that takes longer to tell its version, or to be fetched, is none. Milliseconds. */
const [VERSION_TIMEOUT_MS, FETCH_TIMEOUT_MS] = [10_000, 300_000];

/**
 * The program of a Redis server. Debian's packages are fetched once, into the sandbox's cache, without rights of an administrator.
 *
 * @param log takes a line before something is fetched.
 * @throws Error with the sentence how to get one.
 */
export function findRedis(log: (line: string) => void = console.log): RedisProgram {
  return onPath() ?? inCache() ?? fetched(log);
}

function onPath(): RedisProgram | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  for (const path of PROGRAMS.flatMap((name) => folders.map((folder) => join(folder, name)))) {
    const version = isExecutable(path) ? versionOf(path, {}) : undefined;
    if (version !== undefined) return { path, env: {}, version, source: "PATH" };
  }
  return undefined;
}

/** The unpacked packages, of which nothing changes once they are there. */
function cachedFolder(): string {
  return join(cacheFolder(process.env), "servers", `redis-debian-${process.arch}`);
}

function inCache(): RedisProgram | undefined {
  return unpacked(cachedFolder());
}

/** The program of unpacked packages, where it runs on this system. */
function unpacked(folder: string): RedisProgram | undefined {
  const path = join(folder, "usr/bin/redis-server");
  const libraries = join(folder, "usr/lib");
  if (!existsSync(path) || !existsSync(libraries)) return undefined;
  const env = {
    LD_LIBRARY_PATH: readdirSync(libraries)
      .map((name) => join(libraries, name))
      .join(":"),
  };
  const version = versionOf(path, env);
  return version === undefined ? undefined : { path, env, version, source: "Debian's packages" };
}

function fetched(log: (line: string) => void): RedisProgram {
  if (process.env["MONITORING_TOOLS_OFFLINE"] === "1")
    throw new Error(`${NONE} They are not fetched, because MONITORING_TOOLS_OFFLINE is 1.`);
  const parent = join(cacheFolder(process.env), "servers");
  mkdirSync(parent, { recursive: true });
  const work = mkdtempSync(join(parent, "redis-fetching-"));
  try {
    log("Fetching a Redis server out of Debian's packages (2 MB, once) ...");
    download(work);
    const root = join(work, "root");
    for (const file of readdirSync(work).filter((name) => name.endsWith(".deb")))
      execFileSync("dpkg", ["-x", join(work, file), root], { stdio: ["ignore", "ignore", "pipe"] });
    if (unpacked(root) === undefined) throw new Error("the unpacked program does not run on this system");
    rmSync(cachedFolder(), { recursive: true, force: true });
    renameSync(root, cachedFolder());
  } catch (error) {
    throw new Error(`${NONE} Fetching them failed: ${reason(error)}.`);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return inCache() ?? fail();
}

const NONE = `There is no Redis server to start: install redis-server or valkey-server so that it is on PATH, or, on Debian and Ubuntu, let apt-get download ${PACKAGES.join(", ")}.`;

function fail(): never {
  throw new Error(NONE);
}

/** Downloads the packages, with the system's lists or, where these are missing or old, with lists of its own. */
function download(folder: string): void {
  try {
    aptGet(folder, ["download", ...PACKAGES]);
  } catch {
    for (const name of ["state/lists/partial", "cache/archives/partial"])
      mkdirSync(join(folder, name), { recursive: true });
    const own = ["-o", `Dir::State=${join(folder, "state")}`, "-o", `Dir::Cache=${join(folder, "cache")}`];
    // What is installed stays known: it has a say in the choice of versions.
    const known = ["-o", "Dir::State::status=/var/lib/dpkg/status"];
    aptGet(folder, [...own, ...known, "update"]);
    aptGet(folder, [...own, ...known, "download", ...PACKAGES]);
  }
}

function aptGet(cwd: string, args: readonly string[]): void {
  execFileSync("apt-get", ["-q", ...args], { cwd, stdio: ["ignore", "ignore", "pipe"], timeout: FETCH_TIMEOUT_MS });
}

/** What went wrong, in one line: the last words of the program where it has any. */
function reason(error: unknown): string {
  const stderr = error instanceof Error && "stderr" in error ? String(error.stderr).trim() : "";
  const text = stderr === "" ? (error instanceof Error ? error.message : String(error)) : stderr;
  return (text.split("\n").at(-1) ?? text).replace(/\.$/, "");
}

function versionOf(path: string, env: Readonly<Record<string, string>>): string | undefined {
  try {
    const output = execFileSync(path, ["--version"], {
      encoding: "utf8",
      env: { PATH: process.env["PATH"] ?? "", ...env },
      stdio: ["ignore", "pipe", "ignore"],
      timeout: VERSION_TIMEOUT_MS,
    });
    return /v=(\d+(?:\.\d+)*)/.exec(output)?.[1];
  } catch {
    return undefined;
  }
}
