/** A Prometheus on ready-made blocks that evaluates rules, and what its evaluations take. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort, LOOPBACK } from "../../sandbox/cluster/ports";
import { waitUntil } from "../../sandbox/cluster/wait";
import { loadedGroups, type LoadedGroup } from "../../sandbox/prometheus";
import type { Tools } from "../../sandbox/tools";

/** Between two evaluations of a group that does not say. Seconds; the stacks' default. */
export const INTERVAL_SECONDS = 15;

/** It looks for new blocks once a minute; to open those of 300,000 series takes a busy machine minutes. */
const READY_TIMEOUT_MS = 600_000;

/** What is started. */
export interface Start {
  /** Folder for the configuration, the log and the data. */
  readonly folder: string;
  /** Folder of the blocks; they are moved out of it. */
  readonly blocks: string;
  readonly ruleFiles: readonly string[];
  readonly tools: Tools;
}

/** A Prometheus that runs. */
export interface Running {
  readonly url: string;
  /** Memory that it holds now. Bytes; undefined where the system does not say. */
  residentBytes(): number | undefined;
  stop(): Promise<void>;
}

/**
 * Starts a Prometheus that scrapes nothing, gives it the blocks, and then the rules.
 *
 * The blocks end after the present, so that there are samples for every evaluation. A Prometheus that finds them when it
 * starts stores nothing older than their end, and so nothing that rules record; one that finds them later does.
 */
export async function startOnBlocks({ folder, blocks, ruleFiles, tools }: Start): Promise<Running> {
  const data = join(folder, "data");
  const configFile = join(folder, "prometheus.yaml");
  const configure = (files: readonly string[]): void => writeFileSync(configFile, configuration(files));
  configure([]);
  mkdirSync(data);
  const port = await freePort();
  const url = `http://${LOOPBACK}:${port}`;
  const logFile = join(folder, "prometheus.log");
  const log = openSync(logFile, "w");
  // Without compaction, which would work on the ready-made blocks while the rules are measured.
  const args = [
    `--config.file=${configFile}`,
    `--storage.tsdb.path=${data}`,
    `--web.listen-address=${LOOPBACK}:${port}`,
    "--storage.tsdb.retention.time=30d",
    "--storage.tsdb.min-block-duration=2h",
    "--storage.tsdb.max-block-duration=2h",
  ];
  const child = spawn(tools.path("prometheus"), args, { stdio: ["ignore", log, log] });
  closeSync(log);
  const running: Running = { url, residentBytes: () => residentBytes(child.pid), stop: () => stop(child) };
  try {
    await waitUntil({
      what: "Prometheus to be ready",
      timeoutMs: READY_TIMEOUT_MS,
      missing: () => whyNotReady(child, url, logFile),
    });
    for (const block of readdirSync(blocks)) renameSync(join(blocks, block), join(data, block));
    await waitUntil({
      what: "Prometheus to find the blocks",
      timeoutMs: READY_TIMEOUT_MS,
      intervalMs: 2000,
      missing: async () => ((await hasSamples(url)) ? undefined : "samples of up"),
    });
    configure(ruleFiles);
    child.kill("SIGHUP");
  } catch (error) {
    await running.stop();
    throw error;
  }
  return running;
}

async function whyNotReady(child: ChildProcess, url: string, logFile: string): Promise<string | undefined> {
  if (child.exitCode !== null)
    throw new Error(
      `Prometheus ended while it was starting. The end of its log:\n${readFileSync(logFile, "utf8").slice(-1500)}`,
    );
  return fetch(`${url}/-/ready`).then(
    ({ status }) => (status === 200 ? undefined : `answer ${status}`),
    (error: Error) => error.message,
  );
}

function configuration(ruleFiles: readonly string[]): string {
  return JSON.stringify({
    global: { scrape_interval: `${INTERVAL_SECONDS}s`, evaluation_interval: `${INTERVAL_SECONDS}s` },
    rule_files: ruleFiles,
  });
}

async function hasSamples(url: string): Promise<boolean> {
  const answer = await fetch(`${url}/api/v1/query?query=count(up)`);
  return answer.ok && !(await answer.text()).includes('"result":[]');
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill();
  const killing = setTimeout(() => child.kill("SIGKILL"), 20_000);
  await exited;
  clearTimeout(killing);
}

function residentBytes(pid: number | undefined): number | undefined {
  try {
    const [, kilobytes] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  } catch {
    return undefined;
  }
}

/** Several evaluations of one group, in order. */
export type Evaluations = readonly LoadedGroup[];

/**
 * Waits until every group was evaluated so often. Its first evaluation is left out: it opens what later ones find open.
 *
 * @throws Error where a rule fails, or the evaluations do not come.
 */
export async function evaluations(
  url: string,
  count: number,
  log: (line: string) => void,
): Promise<readonly Evaluations[]> {
  const seen = new Map<string, Map<string, LoadedGroup>>();
  const deadline = Date.now() + (count + 10) * 4 * INTERVAL_SECONDS * 1000;
  for (let done = 0; ; await sleep(2000)) {
    for (const group of await loadedGroups(url)) {
      const failed = group.rules.find(({ health }) => health === "err");
      if (failed !== undefined) throw new Error(`Rule ${failed.name} of ${group.name} fails: ${failed.lastError}.`);
      const key = `${group.file} ${group.name}`;
      const times = seen.get(key) ?? new Map<string, LoadedGroup>();
      seen.set(key, times);
      // Between the start and the end of an evaluation the API has results of two; a whole one has every rule's.
      if (!group.lastEvaluation.startsWith("0001") && group.rules.every(({ health }) => health === "ok"))
        times.set(group.lastEvaluation, group);
    }
    const least = seen.size === 0 ? 0 : Math.min(...[...seen.values()].map(({ size }) => size)) - 1;
    if (least > done) log(`evaluation ${(done = least)} of ${count}`);
    if (least >= count) return [...seen.values()].map((times) => [...times.values()].slice(1));
    if (Date.now() > deadline)
      throw new Error(
        `Rule groups were evaluated ${least} of ${count} times only; the machine is too busy, or there are no rules.`,
      );
  }
}
