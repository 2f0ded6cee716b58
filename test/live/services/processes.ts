/** The sample services and their load as processes of a test. */
import { once } from "node:events";
import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { waitUntil } from "../../../sandbox/cluster/wait";
import { freePort } from "../../../sandbox/cluster/ports";
import type { LiveCache, LiveDatabase } from "../../../sandbox/live/databases";
import type { CompiledPrograms, ServiceSettings } from "../../../sandbox/live/services";
import { samplesOf, type ExposedSample } from "../../instrumentation/exposition";

export const TOKEN = "token-of-the-switches";

/** A program that runs. */
export interface Running {
  readonly child: ChildProcess;
  readonly output: () => string;
}

let count = 0;

/** Starts a program with settings, which may be wrong. */
export function start(
  dir: string,
  { args, env }: CompiledPrograms,
  program: "api" | "web" | "load",
  settings: unknown,
): Running {
  const base = join(dir, `${program}-${(count += 1)}`);
  writeFileSync(`${base}.json`, JSON.stringify(settings), { mode: 0o600 });
  const log = openSync(`${base}.log`, "a", 0o600);
  const child = spawn(process.execPath, [...args[program], `${base}.json`], {
    cwd: dir,
    env,
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  return { child, output: () => readFileSync(`${base}.log`, "utf8") };
}

/** Ends a program, at once. */
export async function end({ child }: Running): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGKILL");
  await once(child, "exit");
}

/** Settings of a replica on the live pipeline's servers. */
export async function settingsOf(name: string, database: LiveDatabase, cache: LiveCache): Promise<ServiceSettings> {
  return {
    name,
    port: await freePort(),
    metricsPort: await freePort(),
    controlToken: TOKEN,
    postgres: {
      ...{ host: database.host, port: database.port, caFile: database.caFile, database: database.database },
      ...database.application,
    },
    redis: { ...{ host: cache.host, port: cache.port, caFile: cache.caFile }, ...cache.application },
  };
}

/** What a replica says of itself. */
export async function scraped({ metricsPort }: ServiceSettings): Promise<readonly ExposedSample[]> {
  return samplesOf(await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text());
}

/** Waits until a replica serves its metrics. */
export async function serving(settings: ServiceSettings, running: Running): Promise<void> {
  await waitUntil({
    what: `${settings.name} to serve`,
    timeoutMs: 30_000,
    intervalMs: 50,
    missing: async () => {
      if (running.child.exitCode !== null) throw new Error(`${settings.name} has ended: ${running.output()}`);
      try {
        await scraped(settings);
        return undefined;
      } catch (error) {
        return String(error);
      }
    },
  });
}
