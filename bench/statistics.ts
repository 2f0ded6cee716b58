/** What many measurements say together. */

/** The value in the middle: what a busy machine did to one round does not count. */
export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? NaN)
    : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}

/** The mean of the half in the middle: steadier than the median, and as insensitive to what a busy machine did. */
export function interquartileMeanOf(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const inner = sorted.slice(Math.floor(sorted.length / 4), Math.ceil((sorted.length * 3) / 4));
  return inner.reduce((sum, value) => sum + value, 0) / inner.length;
}
