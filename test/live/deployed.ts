/** A stack whose programs run, for the tests of the live pipeline. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Cluster } from "../../sandbox/cluster";
import { readStore } from "../../sandbox/engine/fake-providers/store";
import { down } from "../../sandbox/session/down";
import { sandboxPlace } from "../../sandbox/session/place";
import { up } from "../../sandbox/session/up";

/** What is deployed. */
export interface LiveStack {
  readonly name: string;
  /** Folder of the sandbox. */
  readonly dir: string;
  readonly cluster: Cluster;
  /** Everything that `up` printed. */
  readonly log: readonly string[];
  /** Every value in the fake Secrets Manager that is a text. */
  readonly secrets: readonly string[];
}

/** Deploys a stack with the project's own chart and the sandbox's own secrets into a new folder, or again into that of a stack. */
export async function deployLive(name: string, before?: LiveStack): Promise<LiveStack> {
  const dir = before?.dir ?? join(mkdtempSync(join(tmpdir(), `live-${name}-`)), "sandbox");
  const log: string[] = [];
  try {
    const { cluster } = await up({ stack: name, chart: "own", dir, live: true, log: (line) => log.push(line) });
    return { name, dir, cluster, log, secrets: secretTexts(readStore(sandboxPlace(dir).secrets)) };
  } catch (error) {
    if (before === undefined) rmSync(join(dir, ".."), { recursive: true, force: true });
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${log.join("\n")}`, { cause: error });
  }
}

/** Takes it down again and removes its folder. */
export async function removeLive(stack: LiveStack | undefined): Promise<void> {
  if (stack === undefined) return;
  await down({ dir: stack.dir, log: () => undefined });
  rmSync(join(stack.dir, ".."), { recursive: true, force: true });
}

/** Those that nobody would find anywhere by chance. */
function secretTexts(store: ReturnType<typeof readStore>): readonly string[] {
  return Object.values(store)
    .flatMap((value) => (typeof value === "string" ? [value] : Object.values(value ?? {})))
    .filter((value): value is string => typeof value === "string" && /^(sandbox-|http:\/\/127)/.test(value));
}
