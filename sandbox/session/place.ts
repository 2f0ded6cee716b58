/** Where the embedded cluster and everything that belongs to it lies: outside the project. */
import { homedir } from "node:os";
import { join, resolve } from "node:path";

/** The folders and files of one sandbox. */
export interface Place {
  /** Everything below; removed by `down`. */
  readonly dir: string;
  /** The control plane's own folder. */
  readonly cluster: string;
  /** The engine's own folder: home, state, plugins. */
  readonly engine: string;
  /** What is deployed. */
  readonly record: string;
  /** Held while a command changes the sandbox. */
  readonly lock: string;
  /** The secrets that the fake Secrets Manager serves. */
  readonly secrets: string;
}

/**
 * The place of the sandbox: a folder that is given, MONITORING_SANDBOX_DIR, or `qualisys-monitoring/sandbox`
 * in the user's state folder (XDG_STATE_HOME, by default `~/.local/state`).
 */
export function sandboxPlace(dir?: string, env: NodeJS.ProcessEnv = process.env): Place {
  const state = env["XDG_STATE_HOME"] ?? join(homedir(), ".local", "state");
  const folder = resolve(dir ?? env["MONITORING_SANDBOX_DIR"] ?? join(state, "qualisys-monitoring", "sandbox"));
  return {
    dir: folder,
    cluster: join(folder, "cluster"),
    engine: join(folder, "engine"),
    record: join(folder, "deployed.json"),
    lock: join(folder, "lock"),
    secrets: join(folder, "secrets.json"),
  };
}
