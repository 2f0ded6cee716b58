/** The clock of the simulation, and what grows in them. Times are seconds after midnight, when a day begins. */
import type { Samples } from "../alerts/series";

export const MINUTE = 60;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Midnight at which every day begins, a Tuesday. Unix time in seconds. */
export const MIDNIGHT = Date.UTC(2026, 2, 10) / 1000;

/** A part of the day, its end left out. Seconds after midnight. */
export type Span = readonly [from: number, until: number];

/** Whether the time is in the span. */
export function within(seconds: number, [from, until]: Span): boolean {
  return seconds >= from && seconds < until;
}

/** How much users ask for: a fifth of the most at two at night, the most at two in the afternoon. */
export function load(seconds: number): number {
  return 0.6 - 0.4 * Math.cos((2 * Math.PI * (seconds - 2 * HOUR)) / DAY);
}

/** Seconds of full {@link load} since midnight; negative before it. */
function loadSeconds(seconds: number): number {
  const wave = (time: number): number => Math.sin((2 * Math.PI * (time - 2 * HOUR)) / DAY);
  return 0.6 * seconds - (0.4 * DAY * (wave(seconds) - wave(0))) / (2 * Math.PI);
}

/** A gauge between two values, following the {@link load}. */
export function following(least: number, most: number): Samples {
  return (seconds) => rounded(least + (most - least) * load(seconds));
}

/** A counter that has risen since `startedAt`, by `perSecond` all day. */
export function steady(perSecond: number, startedAt: number): Samples {
  return (seconds) => rounded(perSecond * (seconds - startedAt));
}

/** A counter that has risen since `startedAt`, by `perSecond` at full {@link load}. */
export function busy(perSecond: number, startedAt: number): Samples {
  return (seconds) => rounded(perSecond * (loadSeconds(seconds) - loadSeconds(startedAt)));
}

/** The sum of some values over time. */
export function sum(...parts: readonly Samples[]): Samples {
  return (seconds) =>
    parts.reduce<number | undefined>((total, part) => {
      const value = part(seconds);
      return total === undefined || value === undefined ? undefined : rounded(total + value);
    }, 0);
}

/** To a thousandth: the files are smaller, and no counter falls by it. */
function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
