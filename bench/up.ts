/** `npm run bench:up`: where the time of `npm run up`, of a second one and of `npm run down` goes, with the tools in the cache. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Command } from "commander";
import { integer } from "../cli/options";
import { ensureTools, toolNames } from "../sandbox/tools";
import { medianOf } from "./statistics";

/** A moment of a command: the first line of its output that fits. */
interface Mark {
  readonly name: string;
  readonly line: RegExp;
}

/** A command, and the moments in the order in which they come. */
interface Case {
  readonly name: string;
  readonly script: "up" | "down";
  readonly marks: readonly Mark[];
}

const CASES: readonly Case[] = [
  {
    name: "up",
    script: "up",
    marks: [
      { name: "command loaded", line: /Starting etcd/ },
      { name: "API server ready", line: /Starting kube-scheduler/ },
      { name: "custom resources served", line: /Starting kube-controller-manager/ },
      { name: "nodes ready", line: /Deploying stack/ },
      { name: "engine started", line: /Updating \(/ },
      { name: "policies loaded", line: /policy packs\.\.\.: done/ },
      { name: "first object", line: / created \(/ },
      { name: "chart installed", line: /Release \S+ created/ },
      { name: "last object", line: /Duration: / },
    ],
  },
  { name: "second up", script: "up", marks: [{ name: "previewed", line: /Updating \(/ }] },
  {
    name: "down",
    script: "down",
    marks: [
      { name: "engine started", line: /Destroying \(/ },
      { name: "chart removed", line: /Release \S+ deleted/ },
      { name: "namespace removed", line: /Namespace \S+ deleted/ },
      { name: "processes ended", line: /processes have ended/ },
    ],
  },
];

new Command("bench-up")
  .description(
    "Measure `npm run up`, a second one and `npm run down` on a sandbox of their own. Builds tools that are missing.",
  )
  .option("--runs <number>", "runs of each", integer, 5)
  .action(async ({ runs }: { runs: number }) => {
    await ensureTools(toolNames("up"));
    console.log(`Node ${process.version}, ${cpus().length} CPUs, load ${loadavg()[0]?.toFixed(1)} before the start.`);
    const found = CASES.map((): number[][] => []);
    for (let run = 1; run <= runs; run += 1) {
      const seconds = await oneRound();
      for (const [index, times] of seconds.entries()) found[index]?.push(times);
      console.log(
        `Run ${run}: ${CASES.map(({ name }, index) => `${name} ${shown(seconds[index]?.at(-1))} s`).join(", ")}`,
      );
    }
    for (const [index, one] of CASES.entries()) print(one, found[index] ?? []);
  })
  .parseAsync()
  .catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  });

/** Runs all cases on one new sandbox. Gives the seconds of each case's marks, and of its end. */
async function oneRound(): Promise<number[][]> {
  const folder = mkdtempSync(join(tmpdir(), "bench-up-"));
  const seconds: number[][] = [];
  try {
    for (const one of CASES) seconds.push(await timed(one, join(folder, "sandbox")));
    return seconds;
  } catch (error) {
    await timed({ name: "down", script: "down", marks: [] }, join(folder, "sandbox"));
    throw error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function timed({ name, script, marks }: Case, sandbox: string): Promise<number[]> {
  const start = performance.now();
  const elapsed = () => (performance.now() - start) / 1000;
  const child = spawn("npm", ["run", "--silent", script], {
    cwd: join(__dirname, ".."),
    env: { ...process.env, MONITORING_SANDBOX_DIR: sandbox },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const times = marks.map(() => NaN);
  createInterface({ input: child.stdout }).on("line", (line) => {
    for (const [index, mark] of marks.entries())
      if (Number.isNaN(times[index]) && mark.line.test(line)) times[index] = elapsed();
  });
  const code = await new Promise((resolve) => child.once("close", resolve));
  if (code !== 0) throw new Error(`npm run ${script} (${name}) ended with ${String(code)}.`);
  return [...times, elapsed()];
}

/** Medians, and the median of what passed since the moment before. */
function print({ name, marks }: Case, runs: readonly (readonly number[])[]): void {
  console.log(
    `\n${name.padEnd(28)}${["at, s", "step, s", "min s", "max s"].map((title) => title.padStart(10)).join("")}`,
  );
  for (const [index, title] of [...marks.map((mark) => mark.name), "end"].entries()) {
    const at = runs.map((times) => times[index] ?? NaN);
    const step = runs.map((times) => (times[index] ?? NaN) - (index === 0 ? 0 : (times[index - 1] ?? NaN)));
    const figures = [medianOf(at), medianOf(step), Math.min(...at), Math.max(...at)];
    console.log(`  ${title.padEnd(26)}${figures.map((figure) => shown(figure).padStart(10)).join("")}`);
  }
}

function shown(seconds: number | undefined): string {
  return (seconds ?? NaN).toFixed(1);
}
