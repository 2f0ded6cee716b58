/**
 * A process group as an application may have one: workers that answer, a primary that has the metrics of all. Run by cluster.test.ts,
 * which has it start one more (`fork`, or `fork silent` for one that shares nothing) and end the first (`kill`, or by an error).
 */
import cluster, { type Worker } from "node:cluster";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { clusterRegistry, createHttpMetrics, shareMetrics, startMetricsServer } from "../../instrumentation";

const SILENT = "SHARES_NOTHING";

async function primary(): Promise<void> {
  const ports = await Promise.all([portOf(cluster.fork()), portOf(cluster.fork())]);
  const server = await startMetricsServer({ registry: clusterRegistry(), port: 0, host: "127.0.0.1" });
  process.send?.({ ports, metrics: server.port });
  process.on("message", (command) => {
    const [first] = Object.values(cluster.workers ?? {});
    if (command === "kill") first?.process.kill("SIGKILL");
    else
      void portOf(cluster.fork(command === "fork silent" ? { [SILENT]: "1" } : {})).then((port) =>
        process.send?.(port),
      );
  });
  process.once("disconnect", () => process.exit());
}

/** The port that a worker says it listens on. */
function portOf(worker: Worker): Promise<number> {
  return new Promise((resolve) => worker.on("message", (message) => typeof message === "number" && resolve(message)));
}

async function worker(): Promise<void> {
  const metrics = createHttpMetrics();
  if (process.env[SILENT] === undefined) shareMetrics(metrics.registry);
  const server = createServer((request, response) => {
    metrics.observe(request, response, () => "/");
    if (request.url === "/fails") response.writeHead(500);
    response.end();
    if (request.url === "/ends")
      response.once("close", () =>
        setImmediate(() => {
          throw new Error("ended by the test");
        }),
      );
  });
  // Port 0 would be shared by the workers: each gets one of its own, so that the test knows who answers.
  server.listen({ port: 0, host: "127.0.0.1", exclusive: true }, () =>
    process.send?.((server.address() as AddressInfo).port),
  );
}

void (cluster.isPrimary ? primary() : worker());
