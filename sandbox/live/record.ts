/** What is known of the processes beside a cluster; a file in its folder. */
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const processSchema = z.object({
  /** On the cluster's record. */
  name: z.string(),
  /** `namespace/pod/container` that it stands for; absent where it stands for something outside of the cluster. */
  standsFor: z.string().optional(),
  /** Of the program that runs, and of the image that is deployed. */
  version: z.string(),
  deployedVersion: z.string().optional(),
  /** Ports on 127.0.0.1 by their purpose; `main` is the one that answers. */
  ports: z.record(z.string(), z.number().int()),
  /** Changes with everything that it was started with. */
  digest: z.string(),
});

const recordSchema = z.object({
  processes: z.array(processSchema),
});

/** A process beside the cluster. */
export type LiveProcess = z.infer<typeof processSchema>;

/** All of them. */
export type LiveRecord = z.infer<typeof recordSchema>;

/** Folder of everything that is live. */
export function liveFolder(clusterDir: string): string {
  return join(clusterDir, "live");
}

/** Reads the record; empty where nothing was ever started. */
export function readLive(clusterDir: string): LiveRecord {
  const file = recordFile(clusterDir);
  if (!existsSync(file)) return { processes: [] };
  try {
    return recordSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    throw new Error(`${file} can't be understood; run \`npm run down\` and \`npm run up\`.`, { cause: error });
  }
}

/** Writes the record whole. */
export function writeLive(clusterDir: string, record: LiveRecord): void {
  const file = recordFile(clusterDir);
  writeFileSync(`${file}.new`, `${JSON.stringify(record, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

function recordFile(clusterDir: string): string {
  return join(liveFolder(clusterDir), "live.json");
}
