/** A process that serves one application, and says on request what it has cost so far. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { applications } from "./applications";

/** What the process says. */
export type Message = { readonly port: number } | { readonly cpuMicroseconds: number; readonly series: number };

async function serve(name: string): Promise<void> {
  const application = await applications[name]?.();
  if (application === undefined) throw new Error(`There is no application ${name}.`);
  const server = createServer(application.listener);
  server.listen(0, "127.0.0.1", () => say({ port: (server.address() as AddressInfo).port }));
  process.on("message", async () => {
    const { user, system } = process.cpuUsage();
    const text = (await application.registry?.metrics()) ?? "";
    say({ cpuMicroseconds: user + system, series: text.split("\n").filter((line) => line !== "" && !line.startsWith("#")).length });
  });
  process.on("disconnect", () => process.exit());
}

function say(message: Message): void {
  process.send?.(message);
}

void serve(process.argv[2] ?? "");
