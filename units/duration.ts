/** Prometheus durations: `15s`, `1d12h`, `2w`. */

/** Units in the order in which the grammar allows them, each at most once; a year has 365 days. */
const MILLISECONDS: readonly (readonly [string, number])[] = [
  ["y", 365 * 24 * 60 * 60 * 1000],
  ["w", 7 * 24 * 60 * 60 * 1000],
  ["d", 24 * 60 * 60 * 1000],
  ["h", 60 * 60 * 1000],
  ["m", 60 * 1000],
  ["s", 1000],
  ["ms", 1],
];

/** The grammar of Prometheus (`model.ParseDuration`) and of the operator's resources; `0` needs no unit. */
export const DURATION = /^(?:0|(?=\d)(\d+y)?(\d+w)?(\d+d)?(\d+h)?(\d+m)?(\d+s)?(\d+ms)?)$/;

/** Milliseconds of a duration; undefined where the text is none. */
export function parseDuration(text: string): number | undefined {
  const match = DURATION.exec(text);
  if (match === null) return undefined;
  return MILLISECONDS.reduce(
    (sum, [, factor], index) => sum + Number.parseInt(match[index + 1] ?? "0", 10) * factor,
    0,
  );
}
