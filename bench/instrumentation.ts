/** `npm run bench:instrumentation`: what an instrumentation costs a request, ours beside others. */
import { cpus, loadavg } from "node:os";
import { Command } from "commander";
import { markdown, table } from "../markdown";
import { integer, stopwatch } from "../cli/options";
import { measureAdded } from "./instrumentation/added";
import { measureServers, type Load, type Measured, type Microseconds } from "./instrumentation/servers";

interface Options extends Load {
  readonly alone: number;
}

new Command("npm run bench:instrumentation --")
  .description(
    "Measure what a request costs a bare server, one with the story's middleware, with express-prom-bundle, with fastify-metrics and with the project's own instrumentation, in one run. Each is measured beside a bare twin in the same process, in several processes. Prints figures and compares them with no limit.",
  )
  .option("--only <text>", "only applications whose name has this text, such as Fastify", "")
  .option("--processes <number>", "processes of each application", integer, 7)
  .option("--emitted <number>", "pairs of blocks in each process, without sockets", integer, 600)
  .option("--pairs <number>", "pairs of blocks in each process, over sockets", integer, 300)
  .option("--requests <number>", "requests of the run that requests a second and p99 are taken from", integer, 10_000)
  .option("--connections <number>", "connections of the load generator", integer, 20)
  .option("--alone <number>", "rounds without a framework", integer, 7)
  .action(bench)
  .parseAsync()
  .catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  });

async function bench({ alone, ...load }: Options): Promise<void> {
  const { log } = stopwatch();
  console.log(
    `Node ${process.version}, ${cpus().length} CPUs, load ${loadavg()[0]?.toFixed(1)} before the start; ${load.processes} processes of each application.`,
  );
  const { twoCalls, ours } = await measureAdded(alone, 200_000);
  log("measured without a framework");
  const measured = await measureServers(load, log);
  console.log(
    `\nAdded to a request by prom-client's inc and observe alone ${twoCalls.toFixed(2)} us, by ours ${ours.toFixed(2)} us: ${(ours / twoCalls).toFixed(2)} times as much.`,
  );
  console.log(
    `\nCPU time of a request in microseconds, and what of it is added to a bare twin in the same process: median (least to most of the processes).\n`,
  );
  console.log(report(measured));
}

function report(measured: readonly Measured[]): string {
  const rows = measured.map(({ name, emitted, overSockets, requestsPerSecond, p99Milliseconds, series }) => [
    name,
    ...cells(emitted),
    ...cells(overSockets),
    Math.round(requestsPerSecond).toLocaleString("en"),
    String(p99Milliseconds),
    String(series),
  ]);
  const headings = ["", "no sockets", "added", "sockets", "added", "requests/s", "p99 ms", "series"];
  return markdown(table(headings, rows)).trimEnd();
}

function cells({ whole, added, range: [least, most] }: Microseconds): string[] {
  return [whole.toFixed(1), `${added.toFixed(1)} (${least.toFixed(1)} to ${most.toFixed(1)})`];
}
