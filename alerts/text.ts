/** A share (0 to 1) as people write it: `0.9` is `90%`. */
export function percent(share: number): string {
  return `${Number((share * 100).toFixed(2))}%`;
}
