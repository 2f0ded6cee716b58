/** What is known of the processes beside a cluster; a file in its folder. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
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
  /** Change with what it was started with. */
  digests: z.object({ start: z.string(), files: z.string() }),
});

const serverSchema = z.object({
  kind: z.enum(["postgres", "redis"]),
  /** Of the process on the cluster's record. */
  name: z.string(),
  /** Its name in the stack file. */
  server: z.string(),
  /** Folder, from which it can be started again. */
  dir: z.string(),
});

const recordSchema = z.object({
  processes: z.array(processSchema).default([]),
  /** Database and cache servers. */
  servers: z.array(serverSchema).default([]),
  /** Replicas of the sample services, and what opens their switches for faults. */
  services: z
    .array(z.object({ name: z.string(), service: z.string(), metricsPort: z.number(), token: z.string() }))
    .default([]),
  /** What stands for Slack, kubelets and the page. */
  console: z.object({ url: z.url(), token: z.string() }).optional(),
  /** What is played, since no process can be it. */
  standIns: z.array(z.object({ name: z.string(), standsFor: z.string() })).default([]),
  /** Whether alerts and messages come sooner than they are declared to. */
  fast: z.boolean().default(false),
  /** What nothing answers for. */
  leftOut: z.array(z.object({ target: z.string(), reason: z.string() })).default([]),
  /** What is wrong with what is deployed, or missing on this machine: a sentence each. */
  problems: z.array(z.string()).default([]),
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
  if (!existsSync(file)) return recordSchema.parse({});
  try {
    return recordSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    throw new Error(`${file} can't be understood; run \`npm run down\` and \`npm run up\`.`, { cause: error });
  }
}

/** Changes parts of the record. */
export function updateLive(clusterDir: string, changes: Partial<LiveRecord>): void {
  writeLive(clusterDir, { ...readLive(clusterDir), ...changes });
}

/** Writes the record whole. */
function writeLive(clusterDir: string, record: LiveRecord): void {
  const file = recordFile(clusterDir);
  mkdirSync(liveFolder(clusterDir), { recursive: true, mode: 0o711 });
  writeFileSync(`${file}.new`, `${JSON.stringify(record, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

function recordFile(clusterDir: string): string {
  return join(liveFolder(clusterDir), "live.json");
}
