/** What the processes of a run take. Linux only: it reads /proc. */
import { readdirSync, readFileSync } from "node:fs";

/** CPU time of one kind of process, in all its copies. */
export interface ProcessTime {
  readonly name: string;
  readonly cpuSeconds: number;
}

/** Clock ticks a second in /proc; the kernel's ABI. */
const TICKS = 100;

/** How often the processes are looked at. Milliseconds: what a process does after the last look is missed. */
const INTERVAL_MS = 50;

/** What a process is to the engine, by a part of its command line; the first that fits. */
const KINDS: readonly (readonly [string, string])[] = [
  ["run-policy-pack", "policy pack"],
  ["cmd/run/index.js", "program"],
  ["language-host", "language host (our own)"],
  ["fake-providers/aws", "aws provider (fake)"],
  ["fake-providers/random", "random provider (fake)"],
  ["pulumi-resource-kubernetes", "kubernetes provider"],
  ["typescript/bin/tsc", "type check"],
  ["pulumi", "engine"],
];

/** Runs a task and adds up the CPU time of all processes that descend from this one meanwhile. */
export async function processTimes(task: () => Promise<void>): Promise<ProcessTime[]> {
  const seen = new Map<number, ProcessTime>();
  const look = () => {
    for (const { pid, name, cpuSeconds } of descendants(process.pid))
      seen.set(pid, { name: name ?? seen.get(pid)?.name ?? "other", cpuSeconds });
  };
  const timer = setInterval(look, INTERVAL_MS);
  try {
    await task();
  } finally {
    clearInterval(timer);
  }
  const names = [...new Set([...seen.values()].map(({ name }) => name))];
  const sum = (name: string) =>
    [...seen.values()].filter((time) => time.name === name).reduce((total, { cpuSeconds }) => total + cpuSeconds, 0);
  return names
    .map((name) => ({ name, cpuSeconds: sum(name) }))
    .sort((left, right) => right.cpuSeconds - left.cpuSeconds);
}

/** One process as it is now. */
interface Look {
  readonly pid: number;
  readonly parent: number;
  /** Absent once the process has ended and only waits for its parent: its CPU time still counts. */
  readonly name: string | undefined;
  readonly cpuSeconds: number;
}

function descendants(ancestor: number): Look[] {
  const rows = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readProcess(Number(name)) ?? []);
  const family = new Set([ancestor]);
  // A child is younger than its parent, so one pass in the order of ids finds nearly all; two find those after a wrap.
  for (let pass = 0; pass < 2; pass += 1) for (const { pid, parent } of rows) if (family.has(parent)) family.add(pid);
  return rows.filter(({ pid }) => pid !== ancestor && family.has(pid));
}

function readProcess(pid: number): Look | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ")
      .map(Number);
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
    const name = command === "" ? undefined : (KINDS.find(([part]) => command.includes(part))?.[1] ?? "other");
    return { pid, parent: fields[1] ?? 0, name, cpuSeconds: ((fields[11] ?? 0) + (fields[12] ?? 0)) / TICKS };
  } catch {
    // It has ended meanwhile.
    return undefined;
  }
}
