/** The acceptance table as another process has written it last. */
import { readFileSync } from "node:fs";
import { z } from "zod";
import type { AcceptanceRow } from "../page/state";

const rows = z.array(
  z.object({
    criterion: z.string(),
    title: z.string(),
    result: z.enum(["pass", "fail", "indirect", "unknown"]),
    sentence: z.string(),
    at: z.string(),
  }),
);

/** Its rows; none where the file is missing, half written, or something else. */
export function readAcceptance(file: string | undefined): readonly AcceptanceRow[] {
  if (file === undefined) return [];
  try {
    return rows.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return [];
  }
}
