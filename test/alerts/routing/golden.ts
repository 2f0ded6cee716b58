/** Files that tests compare their results with; `npm run golden` updates them. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Fails unless the text is that of the file in `golden/`; with UPDATE_GOLDEN set it becomes it first. */
export function assertGolden(file: string, text: string): void {
  const path = join(__dirname, "golden", file);
  if (process.env["UPDATE_GOLDEN"] !== undefined) writeFileSync(path, text);
  assert.equal(text, readFileSync(path, "utf8"));
}
