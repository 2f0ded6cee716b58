/** What changes between two renderings of a stack, for a reviewer. */
import type { RenderedFiles } from "../render/files";
import { compareItems } from "./compare";
import { diffFiles } from "./diff";
import type { ChangeReport } from "./model";
import { sections } from "./sections";

/** Compares two sides; no files at all stand for a stack that is not there. */
export function changeReport(before: RenderedFiles, after: RenderedFiles): ChangeReport {
  const onBothSides = (path: string) => before.has(path) && after.has(path);
  return {
    sections: sections.map(({ title, noun, items, caution }) => {
      const changes = compareItems(items(before), items(after), onBothSides);
      return { title, noun, changes, caution: caution?.(changes) };
    }),
    files: diffFiles(before, after),
  };
}
