/** The fault of every alert. */
import { cacheFaults } from "./caches";
import { clusterFaults } from "./cluster";
import { databaseFaults } from "./databases";
import type { Faults } from "./fault";
import { monitoringFaults } from "./monitoring";
import { serviceFaults } from "./services";

export { MORNING } from "./fault";
export type { Fault, Faults } from "./fault";

/** The faults that every alert is shown to fire at, by the alert's name. */
export function faults(): Faults {
  return { ...clusterFaults(), ...databaseFaults(), ...cacheFaults(), ...serviceFaults(), ...monitoringFaults() };
}
