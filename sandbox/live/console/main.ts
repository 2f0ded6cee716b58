/** Runs the console until it is told to end: `node --require tsx/cjs sandbox/live/console/main.ts SETTINGS.json`. */
import { ApiServer } from "./cluster/api";
import { faultsFor, startConsole } from "./console";
import { readSettings } from "./settings";

async function main(): Promise<void> {
  const [, , file, ...rest] = process.argv;
  if (file === undefined || rest.length > 0)
    throw new Error("Start the console with the path of its settings, and nothing else.");
  const settings = readSettings(file);
  const faults = faultsFor(settings, new ApiServer(settings));
  const server = await startConsole(settings, faults).catch((error: unknown) => {
    throw takenPort(error, settings.port) ?? error;
  });
  const endFaults = (which: (fault: { readonly active: boolean }) => boolean) =>
    Promise.all(
      faults
        .list()
        .filter(which)
        .map(({ name }) => faults.end(name).catch(report)),
    );
  // One that was killed may have left faults behind.
  void endFaults(() => true);
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.once(signal, () => {
      void endFaults(({ active }) => active).then(() => {
        server.close();
        server.closeAllConnections();
        // Connections to other processes are kept open for the next request, which won't come.
        process.exit();
      });
    });
  }
}

function takenPort(error: unknown, port: number): Error | undefined {
  const taken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
  return taken ? new Error(`Port ${port} on 127.0.0.1 can't be the console's: address already in use.`) : undefined;
}

function report(error: unknown): void {
  console.error(error instanceof Error ? error.message : error);
}

main().catch((error: unknown) => {
  report(error);
  process.exitCode = 1;
});
