/**
 * `npm run bench:first-start`: what the first `npm run up` takes, by where its tools come from.
 *
 * Every run has an empty cache and a new sandbox. No host on the network is asked but those of the Go modules.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Command, Option } from "commander";
import { integer } from "../../cli/options";
import { ensureTools, exportTools, toolNames } from "../../sandbox/tools";
import { cacheFolder, toolFolder, toolsFolder } from "../../sandbox/tools/cache";
import { catalogue } from "../../sandbox/tools/catalogue";
import { releaseTable } from "../../sandbox/tools/release/table";
import type { Release } from "../../sandbox/tools/release/release";
import { medianOf } from "../statistics";
import { FAULTS, writeBrokenTable, writeTable } from "./broken";
import { Mirror } from "./mirror";

const SOURCES = ["releases", "bundle", "build"] as const;
type Source = (typeof SOURCES)[number];

/** The tool whose release is faulty: the one that is built most quickly. */
const FAULTY_TOOL = "etcd";

const PROJECT = join(__dirname, "..", "..");

interface Options {
  readonly runs: number;
  readonly sources: readonly Source[];
  readonly broken?: true;
}

new Command("bench-first-start")
  .description(
    "Measure the first `npm run up`, with an empty cache: tools from releases and from a bundle, both on a local server, and built from Go modules. Builds tools that are missing, once, for the server.",
  )
  .option("--runs <number>", "runs of each source but the build, which runs once", integer, 5)
  .addOption(
    new Option("--sources <names...>", "where the tools come from").choices(SOURCES).default(["releases", "bundle"]),
  )
  .option(
    "--broken",
    "instead, once for each way in which a release of one tool can be broken: what is said, and what is done",
  )
  .action(bench)
  .parseAsync()
  .catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  });

async function bench({ runs, sources, broken }: Options): Promise<void> {
  await ensureTools(toolNames("up"), { env: { ...process.env, MONITORING_TOOLS_RELEASES: "none" } });
  const folder = mkdtempSync(join(tmpdir(), "first-start-"));
  const mirror = await Mirror.start(folder);
  try {
    console.log(`Node ${process.version}, ${cpus().length} CPUs, load ${loadavg()[0]?.toFixed(1)} before the start.`);
    if (broken === true) return await tryFaults(mirror, folder);
    for (const source of sources) await measure(source, source === "build" ? 1 : runs, mirror, folder);
  } finally {
    await mirror.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The releases of what `up` needs, on the mirror. */
async function mirrored(mirror: Mirror): Promise<Release[]> {
  const releases: Release[] = [];
  for (const module of catalogue.filter(({ group }) => group === "up")) {
    const real = releaseTable.find(
      ({ tool, platform, arch }) => tool === module.name && platform === process.platform && arch === process.arch,
    );
    if (real === undefined) throw new Error(`There is no release of ${module.name} for this platform.`);
    const built = toolFolder(cacheFolder(process.env), module, join(PROJECT, "sandbox", "tools", "modules"));
    releases.push(await mirror.release(real, { folder: built, version: module.version }));
  }
  return releases;
}

async function environmentOf(source: Source, mirror: Mirror, folder: string): Promise<Record<string, string>> {
  switch (source) {
    case "releases": {
      const table = join(folder, "releases.json");
      await writeTable(table, await mirrored(mirror));
      return { MONITORING_TOOLS_RELEASES: table };
    }
    case "bundle": {
      const file = join(folder, "tools.tar.gz");
      await exportTools(file);
      return { MONITORING_TOOLS_RELEASES: "none", MONITORING_TOOLS_URL: mirror.serve("/tools.tar.gz", file) };
    }
    case "build":
      return { MONITORING_TOOLS_RELEASES: "none" };
  }
}

async function measure(source: Source, runs: number, mirror: Mirror, folder: string): Promise<void> {
  const env = await environmentOf(source, mirror, folder);
  const seconds: number[] = [];
  for (let run = 1; run <= runs; run += 1) {
    const { took, cpu } = await firstUp(env);
    seconds.push(took);
    console.log(`${source}, run ${run}: ${took.toFixed(1)} s, ${cpu} of the processes that have ended`);
  }
  console.log(
    `${source}: median ${medianOf(seconds).toFixed(1)} s, from ${Math.min(...seconds).toFixed(1)} to ${Math.max(...seconds).toFixed(1)} s\n`,
  );
}

/** All in one cache, emptied of tools each time: what Go has compiled stays, so that the fallback is quick from the second time on. */
async function tryFaults(mirror: Mirror, folder: string): Promise<void> {
  const releases = await mirrored(mirror);
  const cache = join(folder, "cache");
  for (const fault of FAULTS) {
    const table = join(folder, "broken.json");
    const end = await writeBrokenTable(table, releases, FAULTY_TOOL, fault, { mirror, folder });
    rmSync(toolsFolder(cache), { recursive: true, force: true });
    const { took, lines } = await firstUp({
      MONITORING_TOOLS_RELEASES: table,
      MONITORING_CACHE_DIR: cache,
      MONITORING_KEEP_BUILD_CACHE: "1",
    });
    await end();
    console.log(`${fault.name}: ${took.toFixed(1)} s`);
    for (const line of lines.filter((text) => /^(The release of|\S+ is out of reach|Taken from|Built \d)/.test(text)))
      console.log(`  ${line.replaceAll(folder, "…")}`);
  }
}

/** Runs `npm run up` with an empty cache, unless the environment names another, and `npm run down`. */
async function firstUp(
  env: Readonly<Record<string, string>>,
): Promise<{ took: number; cpu: string; lines: readonly string[] }> {
  const folder = mkdtempSync(join(tmpdir(), "first-up-"));
  const own = { MONITORING_CACHE_DIR: join(folder, "cache"), MONITORING_SANDBOX_DIR: join(folder, "sandbox"), ...env };
  try {
    const start = performance.now();
    // The shell adds up what its children have used; the cluster's own processes are still running then.
    const up = await run(["sh", "-c", "npm run --silent up; code=$?; times; exit $code"], own);
    const took = (performance.now() - start) / 1000;
    const [user, system] = (up.lines.at(-1) ?? "").split(" ");
    const down = await run(["npm", "run", "--silent", "down"], own);
    for (const { code, lines } of [up, down]) if (code !== 0) throw new Error(lines.slice(-20).join("\n"));
    return { took, cpu: `${user} user and ${system} system CPU time`, lines: up.lines };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function run(
  [command = "", ...args]: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<{ code: unknown; lines: readonly string[] }> {
  const child = spawn(command, args, {
    cwd: PROJECT,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on("line", (line) => lines.push(line));
  const code = await new Promise((resolve) => child.once("close", resolve));
  return { code, lines };
}
