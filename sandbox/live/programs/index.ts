/** The programs that can run beside the cluster, and the containers that none can stand for. */
import type { V1Container } from "@kubernetes/client-node";
import { alertmanager } from "./alertmanager";
import { postgresExporter, redisExporter } from "./exporters";
import { kubeStateMetrics } from "./kube-state-metrics";
import { nodeExporter } from "./node-exporter";
import { prometheus } from "./prometheus";
import type { Program } from "./program";

/** All of them. */
export const programs: readonly Program[] = [
  alertmanager,
  postgresExporter,
  redisExporter,
  kubeStateMetrics,
  // Its flags are those of Linux.
  ...(process.platform === "linux" ? [nodeExporter] : []),
  prometheus,
];

/** The program that a container runs; undefined where it can't be had here. */
export function programOf({ image = "" }: V1Container): Program | undefined {
  const repository = image.replace(/@sha256:[0-9a-f]+$/, "").replace(/:[^:/]+$/, "");
  return programs.find((program) => repository === program.image || repository.endsWith(`/${program.image}`));
}
