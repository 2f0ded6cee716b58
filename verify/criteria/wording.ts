/** Words that several rows share. */
import type { Flow } from "../targets/data";

/** `3 nodes, last samples at most 12 s old`. */
export function flowInWords(thing: string, { targets, oldest }: Flow): string {
  return `${plural(targets, thing)}, last samples at most ${oldest.toFixed(0)} s old`;
}

/** `1 node`, `2 nodes`. */
export function plural(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? "" : "s"}`;
}
