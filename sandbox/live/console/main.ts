/** Runs the console until it is told to end: `node --require tsx/cjs sandbox/live/console/main.ts SETTINGS.json`. */
import { startConsole } from "./console";
import { readSettings } from "./settings";

async function main(): Promise<void> {
  const [, , file, ...rest] = process.argv;
  if (file === undefined || rest.length > 0)
    throw new Error("Start the console with the path of its settings, and nothing else.");
  const server = await startConsole(readSettings(file));
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.once(signal, () => {
      server.close();
      server.closeAllConnections();
    });
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
