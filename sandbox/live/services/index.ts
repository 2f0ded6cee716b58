/** The sample services of the live pipeline: the programs, what they are started with, and their switches. */
import { LOOPBACK } from "../../cluster/ports";
import type { Fault } from "./faults";

export { compilePrograms, type CompiledPrograms } from "./compile";
export type { Fault } from "./faults";
export { programs } from "./programs";
export type { LoadSettings, ServiceSettings } from "./settings";

/**
 * Sets the fault of one replica, in place of the one before; `{}` ends it.
 *
 * @throws Error with what the replica says against it, or that it does not answer.
 */
export async function setFault(metricsPort: number, controlToken: string, fault: Fault): Promise<void> {
  const response = await fetch(`http://${LOOPBACK}:${metricsPort}/faults`, {
    method: "POST",
    headers: { authorization: `Bearer ${controlToken}`, "content-type": "application/json" },
    body: JSON.stringify(fault),
  });
  if (!response.ok) throw new Error(`The service on port ${metricsPort} refuses the fault: ${await response.text()}`);
}
