/** The programs of the sample services as JavaScript: without the loader for TypeScript each process takes some 27 MiB less. */
import { execFileSync } from "node:child_process";
import { join, relative, resolve } from "node:path";
import { programs } from "./programs";

/** How the programs are started: `process.execPath` with these arguments and the path of the settings. */
export interface CompiledPrograms {
  readonly args: Readonly<Record<keyof typeof programs, readonly string[]>>;
  /** Variables that they need. */
  readonly env: Readonly<Record<string, string>>;
}

const PROJECT = resolve(__dirname, "../../..");

/** MiB: they hold some 15 of them, and a service's young objects are few. */
const MEMORY = ["--max-old-space-size=64", "--max-semi-space-size=1"];

/** Compiles the programs, with what they import of the project, into a folder. Takes half a second. */
export function compilePrograms(folder: string): CompiledPrograms {
  const compile = [join(__dirname, "compile.cjs"), folder, ...Object.values(programs)];
  execFileSync(process.execPath, compile, { env: {}, stdio: ["ignore", "ignore", "pipe"] });
  const args = (file: string) => [...MEMORY, join(folder, relative(PROJECT, file)).replace(/\.ts$/, ".js")];
  return {
    args: { api: args(programs.api), web: args(programs.web), load: args(programs.load) },
    // The packages are not beside the programs. One arena for malloc, instead of one for each of a few threads, saves 4 MiB.
    env: { NODE_PATH: join(PROJECT, "node_modules"), MALLOC_ARENA_MAX: "1" },
  };
}
