/** `npm run bench`: what a preview takes, against an empty one, with types checked, and as the stack grows. */
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { integer } from "../cli/options";
import { ensureTools } from "../sandbox/tools";
import { checkedCase, emptyCase, sizedCase, stagingCase, variantCase, type Case } from "./cases";
import { medianOf } from "./statistics";
import { processTimes } from "./processes";
import { START_VARIANTS } from "./variants";

/** Numbers of services and databases that growth is measured with. */
const SIZES = [1, 10, 100];

interface Options {
  readonly runs: number;
  readonly growth: boolean;
  readonly start?: true;
}

new Command("bench")
  .description("Measure `pulumi preview` with the real engine and no cluster. Builds tools that are missing.")
  .option("--runs <number>", "runs of each case, in turn", integer, 5)
  .option("--no-growth", "leave out the stacks of 1, 10 and 100 services and databases")
  .option(
    "--start",
    "instead, what each measure of docs/start-up.md gives: staging with all of them, without each, and with none",
  )
  .action(bench)
  .parseAsync()
  .catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  });

async function bench({ runs, growth, start }: Options): Promise<void> {
  const tools = await ensureTools(["pulumi", "pulumi-resource-kubernetes"]);
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  try {
    console.log(
      `Node ${process.version}, ${cpus().length} CPUs, load ${loadavg()[0]?.toFixed(1)} before the start, ${runs} runs each.\n`,
    );
    if (start === true) {
      const empty = emptyCase(join(folder, "empty"), tools);
      await compareStarts(
        [empty, ...START_VARIANTS.map((variant, index) => variantCase(variant, join(folder, String(index)), tools))],
        runs,
      );
      return;
    }
    const [empty, staging, checked] = [emptyCase, stagingCase, checkedCase].map((make, index) =>
      make(join(folder, String(index)), tools),
    ) as [Case, Case, Case];
    await compare([empty, staging, checked], empty, runs);
    for (const one of [empty, staging]) await breakDown(one);
    if (!growth) return;
    const sizes = SIZES.map((size) => sizedCase(size, join(folder, `size-${size}`), tools));
    await compare(sizes, sizes[0] ?? staging, Math.min(runs, 3));
    const [largest] = sizes.slice(-1);
    if (largest !== undefined) await breakDown(largest);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs the cases in turn, so that what else the machine does hits all alike; a first run of each, not counted, fills the caches. */
async function compare(cases: readonly Case[], base: Case, runs: number): Promise<void> {
  const seconds = new Map<Case, number[]>(cases.map((one) => [one, []]));
  for (const one of cases) await one.run();
  for (let run = 0; run < runs; run += 1) {
    for (const one of cases) {
      const start = performance.now();
      await one.run();
      seconds.get(one)?.push((performance.now() - start) / 1000);
    }
  }
  const minimum = (one: Case) => Math.min(...(seconds.get(one) ?? []));
  const median = (one: Case) => medianOf(seconds.get(one) ?? []);
  console.log(
    `${"".padEnd(40)} ${"min s".padStart(8)} ${"median s".padStart(9)} ${"min ratio".padStart(10)} ${"median ratio".padStart(13)}`,
  );
  for (const one of cases) {
    const ratios = [minimum(one) / minimum(base), median(one) / median(base)].map((ratio) => ratio.toFixed(2));
    console.log(
      `${one.name.padEnd(40)} ${minimum(one).toFixed(2).padStart(8)} ${median(one).toFixed(2).padStart(9)} ${ratios[0]?.padStart(10)} ${ratios[1]?.padStart(13)}`,
    );
  }
  console.log("");
}

/** The cases in turn, with the CPU time of program and policy pack: what else the machine does changes it less than the time that passes. */
async function compareStarts(cases: readonly Case[], runs: number): Promise<void> {
  const found = new Map<Case, { seconds: number; program: number; pack: number }[]>(cases.map((one) => [one, []]));
  for (const one of cases) await one.run();
  for (let run = 0; run < runs; run += 1) {
    for (const one of cases) {
      const start = performance.now();
      const times = await processTimes(() => one.run());
      const cpu = (kind: string) => times.find(({ name }) => name === kind)?.cpuSeconds ?? 0;
      found
        .get(one)
        ?.push({ seconds: (performance.now() - start) / 1000, program: cpu("program"), pack: cpu("policy pack") });
    }
  }
  const median = (one: Case, key: "seconds" | "program" | "pack") =>
    medianOf((found.get(one) ?? []).map((times) => times[key]));
  const [first] = cases;
  const columns = ["median s", "ratio", "program CPU s", "pack CPU s"];
  console.log(`${"".padEnd(40)}${columns.map((column) => column.padStart(15)).join("")}`);
  for (const one of cases) {
    const ratio = median(one, "seconds") / median(first ?? one, "seconds");
    const figures = [median(one, "seconds"), ratio, median(one, "program"), median(one, "pack")];
    console.log(`${one.name.padEnd(40)}${figures.map((figure) => figure.toFixed(2).padStart(15)).join("")}`);
  }
  console.log("");
}

/** CPU time of one preview by process. */
async function breakDown({ name, run }: Case): Promise<void> {
  console.log(`Where the CPU time goes: ${name}`);
  for (const { name: part, cpuSeconds } of await processTimes(run))
    console.log(`  ${part.padEnd(32)} ${cpuSeconds.toFixed(2).padStart(6)} s`);
  console.log("");
}
