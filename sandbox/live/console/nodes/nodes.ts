/** The simulated nodes, as node-exporter sees them: a folder in place of /proc for each, whose times go on. */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { levelAt, wave } from "../kubelet/usage";
import { later, loadText, memoryText, NO_TIMES, statText, timesOf, type CpuTimes, type NodeSize } from "./proc";

/** A node. */
export interface SimulatedNode extends NodeSize {
  readonly name: string;
  /** Folder in place of its /proc. */
  readonly procFolder: string;
}

/** Use that was asked for, instead of the node's own. */
export interface NodeChange {
  readonly cpuFraction?: number | undefined;
  readonly memoryFraction?: number | undefined;
  /** Until when. Seconds since 1970. */
  readonly until: number;
}

/** Parts of CPU and memory that are in use otherwise; each moves a tenth around it. */
const OWN_CPU = 0.2;
const OWN_MEMORY = 0.4;

/** Between two writings: several within one scrape's interval. */
const INTERVAL_MS = 2_000;

/** What has files of its own; everything else is that of this machine. */
const OWN_FILES = ["stat", "meminfo", "loadavg"];

/** All nodes. */
export class SimulatedNodes {
  private readonly times = new Map<string, CpuTimes>();
  private readonly changes = new Map<string, NodeChange>();
  private readonly bootTime: number;
  private at: number;
  private timer: NodeJS.Timeout | undefined;

  /** @param now seconds since 1970. */
  constructor(
    private readonly nodes: readonly SimulatedNode[],
    private readonly now: () => number = () => Date.now() / 1000,
  ) {
    this.at = now();
    this.bootTime = this.at;
    for (const { name, procFolder } of nodes) {
      link(procFolder);
      const file = join(procFolder, "stat");
      // Counters go on where they were: Prometheus takes one that falls for one that began anew.
      this.times.set(name, (existsSync(file) ? timesOf(readFileSync(file, "utf8")) : undefined) ?? NO_TIMES);
    }
  }

  /** Writes the files now and from now on. */
  start(): void {
    this.write();
    this.timer = setInterval(() => this.write(), INTERVAL_MS).unref();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  has(name: string): boolean {
    return this.nodes.some((node) => node.name === name);
  }

  /** Takes a change up from now on, in place of the one that lasts; one that is over ends it. */
  set(name: string, change: NodeChange): void {
    this.write();
    this.changes.set(name, change);
    this.write();
  }

  /** What lasts of them. */
  lasting(): Readonly<Record<string, NodeChange>> {
    return Object.fromEntries([...this.changes].filter(([, { until }]) => until > this.now()));
  }

  /** Brings every file up to now. */
  write(): void {
    const now = this.now();
    const machine = readFileSync("/proc/meminfo", "utf8");
    for (const node of this.nodes) {
      const { name, procFolder } = node;
      const change = this.lasting()[name];
      const cpu = change?.cpuFraction ?? levelAt(wave(`${name} cpu`, OWN_CPU), now);
      const memory = change?.memoryFraction ?? levelAt(wave(`${name} memory`, OWN_MEMORY), now);
      const times = later(this.times.get(name) ?? NO_TIMES, Math.max(0, now - this.at), cpu);
      this.times.set(name, times);
      replace(join(procFolder, "stat"), statText(times, node, this.bootTime));
      replace(join(procFolder, "meminfo"), memoryText(machine, node, memory));
      replace(join(procFolder, "loadavg"), loadText(node, cpu));
    }
    this.at = now;
  }
}

/** A reader sees the old file or the new one. */
function replace(file: string, content: string): void {
  writeFileSync(`${file}.new`, content, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** Leads everything but a node's own files and the processes to this machine's /proc. */
function link(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const name of readdirSync("/proc"))
    if (!/^\d+$/.test(name) && !OWN_FILES.includes(name) && !existsSync(join(folder, name)))
      symlinkSync(join("/proc", name), join(folder, name));
}
