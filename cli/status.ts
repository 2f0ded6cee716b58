/** `status`: what the sandbox holds and whether it is well. */
import { Command } from "commander";
import { liveLines } from "./live-lines";
import { dirOption } from "./options";

const MIB = 1024 * 1024;

/** Builds the command. It exits with 1 where something is not running or not ready. */
export function statusCommand(): Command {
  return new Command("status")
    .description("Show the embedded cluster's processes, what is deployed in it, and whether its pods are ready.")
    .addOption(dirOption())
    .action(async ({ dir }: { dir?: string }) => {
      const { status } = require("../sandbox/session/status") as typeof import("../sandbox/session/status");
      const { toolLines } = require("../sandbox/tools") as typeof import("../sandbox/tools");
      const found = await status(dir);
      if (found === undefined) {
        console.log("No sandbox is there; start one with `npm run up`.");
        process.exitCode = 1;
        return;
      }
      const { record, cluster, live } = found;
      const processes = cluster.processes.map(({ name, alive, pid, memoryBytes, port }) =>
        [
          name.padEnd(30),
          alive ? "running" : "ended  ",
          `process ${pid}`.padEnd(16),
          memoryBytes === undefined ? "" : `${Math.round(memoryBytes / MIB)} MiB`.padEnd(9),
          port === undefined ? "" : `127.0.0.1:${port}`,
        ].join("  "),
      );
      const beside = cluster.processes.filter((process) => process.beside === true);
      const memory = beside.reduce((sum, { ownMemoryBytes = 0 }) => sum + ownMemoryBytes, 0);
      const workloads = cluster.workloads.map(({ namespace, kind, name, ready, expected }) =>
        [`${ready}/${expected}`.padEnd(6), namespace.padEnd(14), kind.padEnd(12), name].join("  "),
      );
      console.log(
        [
          record === undefined ? "Nothing is deployed." : `Stack ${record.stack}, with ${record.chart}`,
          ...toolLines(record?.tools ?? []),
          `API server ${cluster.server}; KUBECONFIG=${cluster.kubeconfigPath}`,
          ...(cluster.problem === undefined ? [] : [cluster.problem]),
          "",
          ...processes,
          ...(beside.length === 0
            ? []
            : [
                `${beside.length} of them beside the cluster, with ${Math.round(memory / MIB)} MiB together, what they share counted once`,
                "",
                ...liveLines(live),
              ]),
          ...(live.console === undefined ? [] : [`Page: ${live.console.url}`]),
          "",
          ...workloads,
        ].join("\n"),
      );
      const unwell =
        cluster.problem !== undefined ||
        cluster.processes.some(({ alive }) => !alive) ||
        cluster.workloads.some(({ ready, expected }) => ready < expected);
      process.exitCode = unwell ? 1 : 0;
    });
}
