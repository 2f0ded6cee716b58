/** Files of /proc as a simulated node has them: proc(5). */

/** A node's size. */
export interface NodeSize {
  readonly cpus: number;
  readonly memoryBytes: number;
}

/** What each CPU of a node has spent so far. Seconds. */
export interface CpuTimes {
  readonly user: number;
  readonly system: number;
  readonly idle: number;
}

/** Units of /proc/stat in a second: USER_HZ of every Linux that Go programs run on. */
const USER_HZ = 100;

/** Of what a busy CPU does, the kernel's part. */
const SYSTEM_SHARE = 0.25;

/** A node that has just started. */
export const NO_TIMES: CpuTimes = { user: 0, system: 0, idle: 0 };

/**
 * The times a while later.
 *
 * @param fraction of the while that each CPU is busy, 0 to 1.
 */
export function later({ user, system, idle }: CpuTimes, seconds: number, fraction: number): CpuTimes {
  const busy = seconds * fraction;
  return {
    user: user + busy * (1 - SYSTEM_SHARE),
    system: system + busy * SYSTEM_SHARE,
    idle: idle + seconds - busy,
  };
}

/**
 * /proc/stat: the same for each CPU.
 *
 * @param bootTime seconds since 1970.
 */
export function statText({ user, system, idle }: CpuTimes, { cpus }: NodeSize, bootTime: number): string {
  const line = (name: string, count: number) =>
    [name, ...[user, 0, system, idle, 0, 0, 0, 0, 0, 0].map((seconds) => Math.round(seconds * count * USER_HZ))].join(
      " ",
    );
  return `${[
    line("cpu ", cpus),
    ...Array.from({ length: cpus }, (_, index) => line(`cpu${index}`, 1)),
    "intr 0",
    `ctxt ${Math.round((user + system) * USER_HZ * 10)}`,
    `btime ${Math.round(bootTime)}`,
    "processes 1000",
    "procs_running 1",
    "procs_blocked 0",
    "softirq 0 0 0 0 0 0 0 0 0 0 0",
  ].join("\n")}\n`;
}

/** The times out of such a file; undefined where it is none. */
export function timesOf(text: string): CpuTimes | undefined {
  const [user, , system, idle] = (/^cpu0 (.*)$/m.exec(text)?.[1] ?? "")
    .split(" ")
    .map((ticks) => Number(ticks) / USER_HZ);
  if (user === undefined || system === undefined || idle === undefined) return undefined;
  return [user, system, idle].every(Number.isFinite) ? { user, system, idle } : undefined;
}

/** Lines of /proc/meminfo that a node has of its own; all others are those of this machine. */
export function memoryText(machine: string, { memoryBytes }: NodeSize, fraction: number): string {
  const kibibytes = (share: number) => Math.round((memoryBytes * share) / 1024);
  const free = 1 - fraction;
  const own: Readonly<Record<string, number>> = {
    MemTotal: kibibytes(1),
    MemAvailable: kibibytes(free),
    // Of what is available, a half holds files that can be read again.
    MemFree: kibibytes(free / 2),
    Buffers: kibibytes(free / 50),
    Cached: kibibytes(free / 2 - free / 50),
    SwapTotal: 0,
    SwapFree: 0,
    HugePages_Total: 0,
    HugePages_Free: 0,
    HugePages_Rsvd: 0,
    HugePages_Surp: 0,
    Hugetlb: 0,
  };
  return machine.replace(/^(\w+):(\s+)\d+/gm, (line, name: string, space: string) =>
    own[name] === undefined ? line : `${name}:${space}${own[name]}`,
  );
}

/** /proc/loadavg of a node whose CPUs are busy for this part of the time. */
export function loadText({ cpus }: NodeSize, fraction: number): string {
  const load = (cpus * fraction).toFixed(2);
  return `${load} ${load} ${load} 1/1000 1000\n`;
}
