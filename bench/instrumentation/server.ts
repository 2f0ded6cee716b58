/**
 * A process that serves one application, and says on request what it has cost so far. Asked by a number, it first makes so many
 * requests itself, without sockets. One process for each application: in one, each made the others' requests slower, since every
 * application of Express gives its requests a prototype of their own.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { emit } from "../../test/instrumentation/emitted";
import { applications, paths } from "./applications";

/** What the process says. */
export type Message = { readonly port: number } | { readonly cpuMicroseconds: number; readonly series: number };

async function serve(name: string): Promise<void> {
  const application = await applications[name]?.();
  if (application === undefined) throw new Error(`There is no application ${name}.`);
  const server = createServer(application.listener);
  server.listen(0, "127.0.0.1", () => say({ port: (server.address() as AddressInfo).port }));
  process.on("message", async (requests: number) => {
    for (let index = 0; index < requests; index++) await emit(application.listener, "GET", paths[index % paths.length] as string);
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
