/** The faults that can be made in the live pipeline. */
import { cpu, crashLoop, memory } from "./console";
import type { LiveFault } from "./fault";
import { pool } from "./pool";
import { exporterDown, postgresDown, redisDown, targetDown } from "./processes";
import { errors, latency } from "./services";

export type { FaultPlace, LiveFault } from "./fault";

/** All of them, in the order of the acceptance criteria. */
export const faults: readonly LiveFault[] = [
  crashLoop,
  cpu,
  memory,
  pool,
  latency,
  errors,
  postgresDown,
  redisDown,
  exporterDown,
  targetDown,
];

/** The fault of a name. @throws Error with a sentence that names them all. */
export function faultNamed(name: string): LiveFault {
  const found = faults.find((fault) => fault.name === name);
  if (found !== undefined) return found;
  throw new Error(`There is no fault ${name}; there are ${faults.map((fault) => fault.name).join(", ")}.`);
}
