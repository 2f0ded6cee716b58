/** `npm run bench:instrumentation`: what an instrumentation costs a request, ours beside others. */
import { cpus, loadavg } from "node:os";
import { Command } from "commander";
import { integer, stopwatch } from "../cli/options";
import { measureAdded, measureInProcess } from "./instrumentation/in-process";
import { measureOverSockets, type Measured } from "./instrumentation/over-sockets";

interface Options {
  readonly rounds: number;
  readonly requests: number;
  readonly connections: number;
  readonly emitted: number;
}

new Command("npm run bench:instrumentation --")
  .description("Measure what a request costs a bare server, one with the story's middleware, with express-prom-bundle, with fastify-metrics and with the project's own instrumentation, alternating in one run. Prints figures and judges none.")
  .option("--rounds <number>", "rounds that are counted", integer, 7)
  .option("--requests <number>", "requests of each server and round, over sockets", integer, 15_000)
  .option("--connections <number>", "connections of the load generator", integer, 20)
  .option("--emitted <number>", "requests of each application and round, without sockets", integer, 15_000)
  .action(bench)
  .parseAsync()
  .catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  });

async function bench({ rounds, requests, connections, emitted }: Options): Promise<void> {
  const { log } = stopwatch();
  console.log(`Node ${process.version}, ${cpus().length} CPUs, load ${loadavg()[0]?.toFixed(1)} before the start; medians of ${rounds} rounds.`);
  const inProcess = await measureInProcess(rounds, emitted);
  const { twoCalls, ours } = await measureAdded(rounds, 200_000);
  log("measured without sockets");
  const overSockets = await measureOverSockets(rounds, requests, connections, log);
  console.log(`\nAdded to a request of Express by prom-client's inc and observe alone ${twoCalls.toFixed(2)} us, by ours ${ours.toFixed(2)} us: ${(ours / twoCalls).toFixed(2)} times as much.`);
  console.log(`\n${table(overSockets, inProcess).join("\n")}`);
}

function table(measured: readonly Measured[], inProcess: ReadonlyMap<string, number>): string[] {
  const rows = measured.map(({ name, cpuMicroseconds, requestsPerSecond, p99Milliseconds, series }) => {
    const emitted = inProcess.get(name) ?? NaN;
    const bare = inProcess.get(bareOf(name)) ?? NaN;
    const over = measured.find((one) => one.name === bareOf(name))?.cpuMicroseconds ?? NaN;
    return [
      name, (emitted - bare).toFixed(2), cpuMicroseconds.toFixed(1), (cpuMicroseconds - over).toFixed(1),
      Math.round(requestsPerSecond).toLocaleString("en"), String(p99Milliseconds), String(series),
    ];
  });
  const headings = ["", "added CPU us, no sockets", "CPU us, sockets", "added CPU us, sockets", "requests/s", "p99 ms", "series"];
  return [headings, headings.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
}

function frameworkOf(name: string): string {
  return name.split(",")[0] ?? "";
}

function bareOf(name: string): string {
  return `${frameworkOf(name)}, bare`;
}
