/** Prometheus sizes: `45GB`. Base 2 whether or not they have an `i`: 45GB is 45 × 2^30 bytes. */

const PREFIXES = "KMGTPE";

/** The grammar of the operator's `retentionSize`; `0` needs no unit and means no limit. */
export const SIZE = /^(?:0|((?:\d*\.)?\d+)(?:([KMGTPE])i?)?B)$/;

/** Bytes of a size; undefined where the text is none. */
export function parseSize(text: string): number | undefined {
  const match = SIZE.exec(text);
  if (match === null) return undefined;
  const [, decimal = "0", prefix] = match;
  return Number(decimal) * 1024 ** (prefix === undefined ? 0 : PREFIXES.indexOf(prefix) + 1);
}
