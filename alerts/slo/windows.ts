/**
 * When a budget burns too fast: the multi-window, multi-burn-rate alerts of the SRE workbook (chapter 5), with the `for`
 * of kubernetes-mixin. Both windows have to agree: the long one that it matters, the short one that it still goes on.
 */
import type { Duration, Severity } from "../types";

/** One pair of windows. */
export interface BurnWindows {
  readonly long: Duration;
  readonly short: Duration;
  /** The long window in words, as the end of a name: `SLOErrorBudgetBurn1Hour`. */
  readonly name: string;
  /** How many times faster than allowed the budget burns: with 1 it lasts exactly 30 days. */
  readonly factor: number;
  readonly for: Duration;
  /** How long the budget of 30 days lasts at this factor. */
  readonly lasts: string;
  readonly severity: Severity;
}

/** From the fastest to the slowest. */
export const burnWindows: readonly BurnWindows[] = [
  { long: "1h", short: "5m", name: "1Hour", factor: 14.4, for: "2m", lasts: "50 hours", severity: "critical" },
  { long: "6h", short: "30m", name: "6Hours", factor: 6, for: "15m", lasts: "5 days", severity: "critical" },
  { long: "1d", short: "2h", name: "1Day", factor: 3, for: "1h", lasts: "10 days", severity: "warning" },
  { long: "3d", short: "6h", name: "3Days", factor: 1, for: "3h", lasts: "30 days", severity: "warning" },
];

/** Every window of the pairs once, the shortest first. */
export const windows: readonly Duration[] = ["5m", "30m", "1h", "2h", "6h", "1d", "3d"];

/** Digits after the point of the recorded shares, and of what they are compared with. */
const DIGITS = 6;

/** What the recorded shares are rounded to: rates of exactly a threshold add up to a hair more or less. */
export const PRECISION = "0.000001";

/** Share of requests (0 to 1) that may go wrong in both windows; more burns the budget too fast. */
export function burnThreshold({ factor }: Pick<BurnWindows, "factor">, objective: number): number {
  return rounded((factor * (100 - objective)) / 100);
}

/** Share of requests (0 to 1) that has to go well in one of the windows. */
export function goodThreshold(pair: Pick<BurnWindows, "factor">, objective: number): number {
  return rounded(1 - burnThreshold(pair, objective));
}

/** Without the last digits that binary fractions leave behind: 14.4 times 0.005 is 0.072. */
function rounded(share: number): number {
  return Number(share.toFixed(DIGITS));
}
