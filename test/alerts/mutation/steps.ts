/** The smallest changes that mean something. */
import { parseDuration } from "../../../units/duration";

/**
 * A number a step smaller, and a step larger.
 *
 * Whole numbers count something: the next one, or, from a thousand on, one unit in the third digit. Others: one unit in
 * the last digit that is written, and a hundredth at most, because 0.9 means 90%.
 */
export function numberSteps(number: string): readonly [smaller: string, larger: string] {
  const value = Number(number);
  const step = Number.isInteger(value)
    ? 10 ** Math.max(0, `${Math.abs(value)}`.length - 3)
    : Math.min(0.01, 10 ** -decimals(value));
  const digits = Math.max(0, Math.round(-Math.log10(step)));
  return [shown(value - step, digits), shown(value + step, digits)];
}

/**
 * A duration a fifth shorter, and a fifth longer: a minute of the usual five.
 *
 * @param atLeastSeconds smaller steps than this one change nothing, such as a `for` between two evaluations.
 */
export function durationSteps(duration: string, atLeastSeconds = 0): readonly [shorter: string, longer: string] {
  const seconds = secondsOf(duration);
  const step = Math.max(seconds / 5, atLeastSeconds);
  return [`${Math.max(0, seconds - step)}s`, `${seconds + step}s`];
}

/** Seconds of a duration. */
export function secondsOf(duration: string): number {
  const milliseconds = parseDuration(duration);
  if (milliseconds === undefined) throw new Error(`"${duration}" is no duration.`);
  return milliseconds / 1000;
}

function decimals(value: number): number {
  return (`${value}`.split(".")[1] ?? "").length;
}

function shown(value: number, digits: number): string {
  return `${Number(value.toFixed(digits))}`;
}
