/** A process group as an application may have one: two workers that answer, a primary that has the metrics of both. Run by cluster.test.ts. */
import cluster from "node:cluster";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { clusterRegistry, createHttpMetrics, shareMetrics, startMetricsServer } from "../../instrumentation";

async function primary(): Promise<void> {
  const workers = [cluster.fork(), cluster.fork()];
  const ports = await Promise.all(
    workers.map(
      (worker) =>
        new Promise<number>((resolve) =>
          worker.on("message", (message) => typeof message === "number" && resolve(message)),
        ),
    ),
  );
  const server = await startMetricsServer({ registry: clusterRegistry(), port: 0, host: "127.0.0.1" });
  process.send?.({ ports, metrics: server.port });
  process.once("message", () => workers[0]?.kill("SIGKILL"));
  process.once("disconnect", () => process.exit());
}

async function worker(): Promise<void> {
  const metrics = createHttpMetrics();
  shareMetrics(metrics.registry);
  const server = createServer((request, response) => {
    metrics.observe(request, response, () => "/");
    response.end();
  });
  // Port 0 would be shared by the workers: each gets one of its own, so that the test knows who answers.
  server.listen({ port: 0, host: "127.0.0.1", exclusive: true }, () =>
    process.send?.((server.address() as AddressInfo).port),
  );
}

void (cluster.isPrimary ? primary() : worker());
