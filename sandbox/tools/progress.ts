/** Showing what is being built, how far it is and what it has cost: as a list on a terminal, as lines in a log. */
import type { BuildProgress, BuildResult } from "./build";
import type { ToolModule } from "./catalogue";
import { duration, megabytes, title } from "./wording";

/** `auto`: a list on a terminal, lines elsewhere. */
export type ProgressMode = "auto" | "plain" | "silent";

/** Builds one module and reports the progress. */
export type BuildOne = (module: ToolModule, onProgress: (progress: BuildProgress) => void) => Promise<BuildResult>;

/** How to show the builds. */
export interface Display {
  readonly mode: ProgressMode;
  readonly log: (line: string) => void;
  /** Milliseconds between two signs of life in a log. */
  readonly heartbeatMs?: number;
}

/** Below so many columns a list is unreadable; terminals without a size report none at all. */
const listColumns = 40;

/** CI systems take a job for hung after minutes of silence, people after some seconds. */
const defaultHeartbeatMs = 15_000;

/** Builds the modules one after the other and shows it. */
export async function showBuilds(modules: readonly ToolModule[], build: BuildOne, display: Display): Promise<void> {
  const { isTTY, columns = 0 } = process.stdout;
  if (display.mode === "auto" && isTTY && columns >= listColumns) return showAsList(modules, build);
  return showAsLines(modules, build, display.mode === "silent" ? { ...display, log: () => undefined } : display);
}

/** What the builds have cost so far. */
class Costs {
  private readonly started = performance.now();
  private bytes = 0;

  add({ bytes }: BuildResult): void {
    this.bytes += bytes;
  }

  get seconds(): number {
    return (performance.now() - this.started) / 1000;
  }

  toString(): string {
    return `${duration(this.seconds)} and ${megabytes(this.bytes)} MB so far`;
  }
}

async function showAsLines(modules: readonly ToolModule[], build: BuildOne, display: Display): Promise<void> {
  const costs = new Costs();
  for (const [index, module] of modules.entries()) {
    const prefix = `[${index + 1}/${modules.length}] ${title(module)}`;
    display.log(`${prefix} (${module.purpose}): building, about ${duration(module.coldSeconds)}`);
    const started = performance.now();
    let latest: BuildProgress | undefined;
    const heartbeat = setInterval(() => {
      display.log(`${prefix}: ${describe(latest)}, ${duration((performance.now() - started) / 1000)}`);
    }, display.heartbeatMs ?? defaultHeartbeatMs);
    try {
      const result = await build(module, (progress) => (latest = progress));
      costs.add(result);
      display.log(`${prefix}: ${describeResult(result)}; ${costs}`);
    } catch (error) {
      display.log(`${prefix}: failed after ${duration((performance.now() - started) / 1000)}`);
      throw error;
    } finally {
      clearInterval(heartbeat);
    }
  }
}

async function showAsList(modules: readonly ToolModule[], build: BuildOne): Promise<void> {
  const costs = new Costs();
  const tasks = modules.map((module) => ({
    title: `${title(module)}, ${module.purpose}`,
    task: async (_: unknown, task: { title?: string; output?: string }): Promise<void> => {
      const started = performance.now();
      let latest: BuildProgress | undefined;
      const show = (): void => {
        const seconds = (performance.now() - started) / 1000;
        task.output = `${describe(latest)}, ${duration(seconds)} of about ${duration(module.coldSeconds)}; ${costs}`;
      };
      const refresh = setInterval(show, 1_000);
      try {
        const result = await build(module, (progress) => (latest = progress));
        costs.add(result);
        task.title = `${title(module)}: ${describeResult(result)}`;
      } finally {
        clearInterval(refresh);
      }
    },
  }));
  // An ES module: see execa.ts.
  const { Listr } = await import("listr2");
  await new Listr(tasks, { registerSignalListeners: false, rendererOptions: { showErrorMessage: false } }).run();
}

/** How far a build is, in words. */
export function describe(progress: BuildProgress | undefined): string {
  switch (progress?.phase) {
    case undefined:
      return "starting";
    case "downloading":
      return `downloading, ${progress.modules} modules`;
    case "compiling":
      return `compiling, ${progress.done} of ${progress.total} packages`;
    case "linking":
      return `linking ${progress.command}`;
  }
}

function describeResult({ seconds, bytes }: BuildResult): string {
  return `built in ${duration(seconds)}, ${megabytes(bytes)} MB`;
}
