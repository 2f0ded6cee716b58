import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Tools } from "../tools";
import { engineEnvironment } from "./environment";
import { writePlugins } from "./executables";
import { copyProjectFile, copyStackFile } from "./project-files";

/** What {@link prepareWorkspace} needs to know. */
export interface WorkspaceOptions {
  /** Folder that belongs to the engine alone; made if need be. One folder serves several stacks. */
  readonly dir: string;
  /** Folder with `Pulumi.yaml`, the stack files and the program. It is only read. */
  readonly projectDir: string;
  /** Where the binaries `pulumi` and `pulumi-resource-kubernetes` lie. */
  readonly tools: Pick<Tools, "path">;
  readonly stack: string;
  /** Kubeconfig of the cluster that the stack is deployed to. */
  readonly kubeconfig: string;
  /** File with the secrets that the fake aws provider serves; `secrets.json` in `dir` by default. */
  readonly secretsFile?: string;
  /** Configuration that takes the place of the stack file's, by full key (`monitoring:chart`); undefined removes a key. */
  readonly stackOverrides?: Readonly<Record<string, unknown>>;
}

/** A place in which the engine works on one stack without touching the project or the user's own Pulumi. */
export interface Workspace {
  readonly dir: string;
  /** The folder with the copied project and stack file. */
  readonly workDir: string;
  /** The CLI. */
  readonly pulumi: string;
  readonly project: string;
  readonly stack: string;
  readonly secretsFile: string;
  /** The complete environment of every run. */
  readonly env: Readonly<Record<string, string>>;
  /** File of the stack's state. */
  readonly stateFile: string;
  /** Folder of the stack's lock. */
  readonly lockDir: string;
  /** Folder with one file for each run of the engine that is under way. */
  readonly runsDir: string;
}

/**
 * Prepares the engine's own environment: home, file backend, passphrase, plugins, and a copy of the
 * project's two files, in which the passphrase's salt lands instead of in the project.
 *
 * Calling it again renews the copies and keeps the state.
 */
export function prepareWorkspace(options: WorkspaceOptions): Workspace {
  mkdirSync(options.dir, { recursive: true, mode: 0o700 });
  // Without symbolic links, so that the engine and the program see the same paths.
  const dir = realpathSync(options.dir);
  const paths = {
    home: join(dir, "home"),
    pulumiHome: join(dir, "home", ".pulumi"),
    state: join(dir, "state"),
    bin: join(dir, "bin"),
    passphraseFile: join(dir, "passphrase"),
    secretsFile: options.secretsFile ?? join(dir, "secrets.json"),
    kubeconfig: options.kubeconfig,
  };
  const workDir = join(dir, "work");
  const runsDir = join(dir, "runs");
  for (const folder of [paths.pulumiHome, paths.state, workDir, runsDir])
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (!existsSync(paths.passphraseFile))
    writeFileSync(paths.passphraseFile, randomBytes(16).toString("hex"), { mode: 0o600 });
  keepNoLog(paths.pulumiHome);
  writePlugins(paths.bin, options.tools);
  const project = copyProjectFile(options.projectDir, workDir, paths.bin);
  copyStackFile(options.projectDir, workDir, options.stack, options.stackOverrides ?? {});
  return {
    dir,
    workDir,
    runsDir,
    project,
    pulumi: options.tools.path("pulumi"),
    stack: options.stack,
    secretsFile: paths.secretsFile,
    env: engineEnvironment(paths, process.env),
    stateFile: join(paths.state, ".pulumi", "stacks", project, `${options.stack}.json`),
    lockDir: join(paths.state, ".pulumi", "locks", "organization", project, options.stack),
  };
}

/**
 * Pulumi writes each operation with all of its properties into a log, whether anybody will read it or not: half of
 * what a preview costs the engine. No setting turns it off, but the CLI goes on without where it cannot make the log's folder.
 */
function keepNoLog(pulumiHome: string): void {
  const logs = join(pulumiHome, "logs");
  rmSync(logs, { recursive: true, force: true });
  writeFileSync(logs, "A file in the place of the folder, so that Pulumi keeps no log.\n");
}
