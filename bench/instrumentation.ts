/** `npm run bench:instrumentation`: what an instrumentation costs a request, ours beside others. */
import { cpus, loadavg } from "node:os";
import { Command } from "commander";
import { integer, stopwatch } from "../cli/options";
import { measureAdded } from "./instrumentation/added";
import { measureServers, type Load, type Measured } from "./instrumentation/servers";

interface Options extends Load {
  readonly rounds: number;
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

async function bench({ rounds, ...load }: Options): Promise<void> {
  const { log } = stopwatch();
  console.log(`Node ${process.version}, ${cpus().length} CPUs, load ${loadavg()[0]?.toFixed(1)} before the start; medians of ${rounds} rounds.`);
  const { twoCalls, ours } = await measureAdded(rounds, 200_000);
  log("measured without a framework");
  const measured = await measureServers(rounds, load, log);
  console.log(`\nAdded to a request by prom-client's inc and observe alone ${twoCalls.toFixed(2)} us, by ours ${ours.toFixed(2)} us: ${(ours / twoCalls).toFixed(2)} times as much.`);
  console.log(`\n${table(measured).join("\n")}`);
}

function table(measured: readonly Measured[]): string[] {
  const rows = measured.map(({ name, emittedMicroseconds, cpuMicroseconds, requestsPerSecond, p99Milliseconds, series }) => {
    const bare = measured.find((one) => one.name === bareOf(name));
    const [emittedBare, socketsBare] = [bare?.emittedMicroseconds ?? NaN, bare?.cpuMicroseconds ?? NaN];
    return [
      name, emittedMicroseconds.toFixed(1), (emittedMicroseconds - emittedBare).toFixed(1), cpuMicroseconds.toFixed(1), (cpuMicroseconds - socketsBare).toFixed(1),
      Math.round(requestsPerSecond).toLocaleString("en"), String(p99Milliseconds), String(series),
    ];
  });
  const headings = ["", "CPU us, no sockets", "added", "CPU us, sockets", "added", "requests/s", "p99 ms", "series"];
  return [headings, headings.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
}

function frameworkOf(name: string): string {
  return name.split(",")[0] ?? "";
}

function bareOf(name: string): string {
  return `${frameworkOf(name)}, bare`;
}
