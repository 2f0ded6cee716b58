/** The drills that the acceptance criteria ask for. */
import { faults } from "../../sandbox/live/faults";
import type { Sources } from "../../verify";

/** Faults of AC9 (a pod that crash-loops), AC10 (CPU and memory), AC12 (latency) and AC11 (connections); any of their messages shows AC14. */
const NEEDED = ["crash-loop", "cpu", "memory", "latency", "pool"];

/** Those that were not made in this deployment. */
export async function missingDrills({ drills, deployment }: Sources): Promise<readonly string[]> {
  const made = new Set((await drills()).filter((drill) => drill.deployment === deployment).map(({ fault }) => fault));
  return faults.map(({ name }) => name).filter((name) => NEEDED.includes(name) && !made.has(name));
}
