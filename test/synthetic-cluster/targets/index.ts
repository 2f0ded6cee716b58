/** The healthy day: everything that Prometheus scrapes of a cluster on which nothing is wrong. */
import { parseConfig } from "../../../config/load";
import { readStackFile } from "../../../config/stack-file";
import { PROJECT_FOLDER } from "../../../render/program";
import type { Simulation } from "../simulation";
import { caches } from "./caches";
import { databases } from "./databases";
import { ordinary, type Inventory } from "./inventory";
import { kubeStateMetrics } from "./kube-state-metrics";
import { kubelets } from "./kubelet";
import { monitoring } from "./monitoring";
import { nodeExporters } from "./nodes";
import { services } from "./services";
import { system } from "./system";

/** What runs where on an ordinary day of the production stack: its services, databases and caches as configured. */
export function production(): Inventory {
  return ordinary(parseConfig(readStackFile(PROJECT_FOLDER, "production")));
}

/** What is measured of everything that runs. */
export function measured(inventory: Inventory): Simulation {
  return {
    targets: [
      ...nodeExporters(inventory),
      ...kubeStateMetrics(inventory),
      ...kubelets(inventory),
      ...services(inventory),
      ...databases(inventory),
      ...caches(inventory),
      ...monitoring(inventory),
      ...system(inventory),
    ],
  };
}

/** A day of production on which nothing happens but more load by day than by night. */
export function healthyDay(): Simulation {
  return measured(production());
}
