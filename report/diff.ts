/** The plain diff of two renderings. */
import { createTwoFilesPatch } from "diff";
import type { RenderedFiles } from "../render/files";
import type { FileDiff } from "./model";

/** A unified diff for each file that differs, sorted by path. */
export function diffFiles(before: RenderedFiles, after: RenderedFiles): readonly FileDiff[] {
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort();
  return paths.filter((path) => before.get(path) !== after.get(path)).map((path) => ({ path, patch: patch(path, before.get(path), after.get(path)) }));
}

function patch(path: string, before: string | undefined, after: string | undefined): string {
  const side = (letter: string, text: string | undefined) => (text === undefined ? "/dev/null" : `${letter}/${path}`);
  const text = createTwoFilesPatch(side("a", before), side("b", after), before ?? "", after ?? "", undefined, undefined, { context: 3 });
  // The library's first line is a ruler that only its own format has.
  return text.replace(/^=+\n/, "");
}
