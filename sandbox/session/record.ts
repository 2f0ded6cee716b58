/** What a sandbox holds, for the commands that come later. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { ORIGINS } from "../tools";
import type { Place } from "./place";

const recordSchema = z.object({
  /** Stack that is deployed, or whose deployment was started. */
  stack: z.string(),
  /** Chart that it was deployed with, in words. */
  chart: z.string(),
  /** Folder or archive of that chart; absent for the one of a repository. */
  chartPath: z.string().optional(),
  /** Namespace of the stack. */
  namespace: z.string(),
  /** When the cluster was started; another cluster holds nothing of this. */
  clusterStartedAt: z.string(),
  /** File with the secrets, where the user gave one. */
  secretsFile: z.string().optional(),
  /** Tools that it was deployed with; absent in records of earlier versions. */
  tools: z
    .array(z.object({ name: z.string(), version: z.string(), origin: z.enum(ORIGINS) }))
    .readonly()
    .optional(),
});

/** What is deployed in a sandbox. */
export type SandboxRecord = z.infer<typeof recordSchema>;

/** Reads the record; undefined where nothing was deployed. */
export function readRecord(place: Place): SandboxRecord | undefined {
  if (!existsSync(place.record)) return undefined;
  try {
    return recordSchema.parse(JSON.parse(readFileSync(place.record, "utf8")));
  } catch (error) {
    throw new Error(
      `${place.record} can't be understood; remove that file, and run \`npm run down\` and \`npm run up\`.`,
      {
        cause: error,
      },
    );
  }
}

/** Writes the record. */
export function writeRecord(place: Place, record: SandboxRecord): void {
  writeFileSync(place.record, `${JSON.stringify(record, undefined, 2)}\n`, { mode: 0o600 });
}
