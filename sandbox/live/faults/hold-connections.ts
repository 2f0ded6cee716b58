/** Takes every connection that a PostgreSQL server gives, and keeps them: `hold-connections.ts SETTINGS.json`. */
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { z } from "zod";

const settingsSchema = z.strictObject({
  host: z.string(),
  port: z.int(),
  user: z.string(),
  password: z.string(),
  database: z.string(),
  caFile: z.string(),
});

/** What it is started with. */
export type HoldSettings = z.infer<typeof settingsSchema>;

/** Between two tries, where the server gives none: others give theirs back now and then. Milliseconds. */
const PAUSE_MS = 500;

async function main(): Promise<void> {
  const { caFile, ...server } = settingsSchema.parse(JSON.parse(readFileSync(process.argv[2] ?? "", "utf8")));
  const ca = readFileSync(caFile, "utf8");
  for (;;) {
    const client = new Client({ ...server, ssl: { ca } });
    client.on("error", () => undefined);
    try {
      await client.connect();
    } catch {
      await sleep(PAUSE_MS);
    }
  }
}

void main();
