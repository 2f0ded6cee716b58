/**
 * How much the simulated containers use: made of their requests and limits, so that it is far from every threshold, and
 * of the clock, so that two scrapes and two processes agree.
 */
import { createHash } from "node:crypto";
import { parseQuantity } from "../../../../units/quantity";
import { startOf, type Container, type Pod } from "../cluster/objects";
import type { UsageChange } from "./changes";

/** What a container may use that asks for nothing. Cores and bytes. */
const DEFAULT_CORES = 0.1;
const DEFAULT_BYTES = 128 * 1024 * 1024;

/** Shares of a limit that containers use, without {@link SWING}: each has its own between these. */
const MEMORY_SHARE = { least: 0.3, most: 0.5 };
const CPU_SHARE = { least: 0.1, most: 0.3 };

/** How far a use moves around its middle: a tenth of it. */
const SWING = 0.1;

/** How long one movement takes. Seconds. */
const PERIODS = { least: 600, most: 1800 };

/** A use that goes up and down as a sine. */
export interface Wave {
  readonly middle: number;
  readonly periodSeconds: number;
  /** Where it begins. Radians. */
  readonly phase: number;
}

/** A number between two, the same for the same text. */
export function between(text: string, { least, most }: { readonly least: number; readonly most: number }): number {
  const share = createHash("sha256").update(text).digest().readUInt32BE() / 0xffff_ffff;
  return least + share * (most - least);
}

/** A wave that belongs to a text. */
export function wave(text: string, middle: number): Wave {
  return {
    middle,
    periodSeconds: between(`${text} period`, PERIODS),
    phase: between(`${text} phase`, { least: 0, most: 2 * Math.PI }),
  };
}

/** The use at a moment. Seconds since 1970. */
export function levelAt({ middle, periodSeconds, phase }: Wave, seconds: number): number {
  return middle * (1 + SWING * Math.sin((2 * Math.PI * seconds) / periodSeconds + phase));
}

/** What was used from one moment to another: grows with time, whatever the wave does. */
export function usedBetween({ middle, periodSeconds, phase }: Wave, from: number, to: number): number {
  if (to <= from) return 0;
  const turn = (2 * Math.PI) / periodSeconds;
  const moved = (SWING / turn) * (Math.cos(turn * from + phase) - Math.cos(turn * to + phase));
  return middle * (to - from + moved);
}

/** What a container may use at most: its limit, its request where it has no limit, or a default. */
export function allowance({ resources }: Container): { readonly cores: number; readonly bytes: number } {
  const of = (resource: string) =>
    parseQuantity(resources.limits?.[resource] ?? resources.requests?.[resource] ?? "") || undefined;
  return { cores: of("cpu") ?? DEFAULT_CORES, bytes: of("memory") ?? DEFAULT_BYTES };
}

/** What a container uses. */
export interface Usage {
  /** Since the pod was started. Seconds. */
  readonly cpuSeconds: number;
  readonly memoryBytes: number;
}

/**
 * The use of a container at a moment.
 *
 * @param changes of this container that were asked for; no two overlap.
 * @param seconds since 1970.
 */
export function usageOf(pod: Pod, container: Container, changes: readonly UsageChange[], seconds: number): Usage {
  const key = `${pod.metadata.uid} ${container.name}`;
  const { cores, bytes } = allowance(container);
  const cpu = wave(`${key} cpu`, cores * between(`${key} cpu`, CPU_SHARE));
  const memory = wave(`${key} memory`, bytes * between(`${key} memory`, MEMORY_SHARE));
  // Piece by piece, so that what was used before a moment is the same number ever after: a counter must not fall by the
  // least bit, or Prometheus takes it for one that began anew.
  let cpuSeconds = 0;
  let memoryBytes = levelAt(memory, seconds);
  let counted = startOf(pod);
  for (const { from, until, cpuFraction, memoryFraction } of changes) {
    const [first, last] = [Math.max(from, counted), Math.min(until, seconds)];
    if (cpuFraction !== undefined && last > first) {
      cpuSeconds += usedBetween(cpu, counted, first) + cpuFraction * cores * (last - first);
      counted = last;
    }
    if (memoryFraction !== undefined && from <= seconds && seconds < until) memoryBytes = memoryFraction * bytes;
  }
  return { cpuSeconds: cpuSeconds + usedBetween(cpu, counted, seconds), memoryBytes };
}
