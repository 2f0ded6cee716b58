/** The plain diff of two renderings. */
import { formatPatch, structuredPatch, type StructuredPatch } from "diff";
import type { RenderedFiles } from "../render/files";
import type { FileDiff } from "./model";

/** Unchanged lines around a change. */
const CONTEXT_LINES = 3;

/** A unified diff for each file that differs, sorted by path. */
export function diffFiles(before: RenderedFiles, after: RenderedFiles): readonly FileDiff[] {
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort();
  return paths.flatMap((path) => {
    const [old, fresh] = [before.get(path), after.get(path)];
    if (old === fresh) return [];
    // The library's first line is a ruler that only its own format has.
    return [{ path, patch: formatPatch(patch(path, old, fresh)).replace(/^=+\n/, "") }];
  });
}

function patch(path: string, before: string | undefined, after: string | undefined): StructuredPatch {
  const names = [
    before === undefined ? "/dev/null" : `a/${path}`,
    after === undefined ? "/dev/null" : `b/${path}`,
  ] as const;
  if (before !== undefined && after !== undefined)
    return structuredPatch(...names, before, after, undefined, undefined, { context: CONTEXT_LINES });
  // The library takes the square of a whole file's lines in time.
  const [old, fresh] = [before, after].map(linesOf) as [string[], string[]];
  const hunk = {
    oldStart: 1,
    oldLines: old.length,
    newStart: 1,
    newLines: fresh.length,
    lines: [...old.map((line) => `-${line}`), ...fresh.map((line) => `+${line}`)],
  };
  return {
    oldFileName: names[0],
    newFileName: names[1],
    oldHeader: undefined,
    newHeader: undefined,
    index: undefined,
    hunks: [hunk],
  };
}

function linesOf(text = ""): string[] {
  return text === "" ? [] : text.replace(/\n$/, "").split("\n");
}
