/** Several drills at a time, as far as they do not disturb each other. */
import { faultNamed } from "../../sandbox/live/faults";
import { FAST_IN_WORDS } from "../../sandbox/live/programs/fast";
import type { LiveSession } from "../../sandbox/session/live";
import { addDrill, type Drill } from "../../verify/drills/record";
import type { Sources } from "../../verify";
import { runDrill } from "./run";

/** What is drilled, and how. */
export interface DrillsOptions {
  /** Names of faults. */
  readonly faults: readonly string[];
  readonly session: LiveSession;
  readonly sources: Sources;
  /** File with the drills on record. */
  readonly file: string;
  readonly fast: boolean;
  readonly untilResolved: boolean;
  readonly log: (line: string) => void;
}

/** What a drill came to. */
export type Outcome =
  | { readonly fault: string; readonly drill: Drill }
  | { readonly fault: string; readonly problem: string };

/**
 * Faults that may be made at the same time, since none of them leads to the alert of another: nodes and pods are simulated. All others
 * are of the services, their servers and what measures them, one after the other.
 */
const SIMULATED = ["crash-loop", "cpu", "memory"];

/** Makes the drills and puts them on record; the times are as declared again at the end. Never throws because of a drill. */
export async function runDrills(options: DrillsOptions): Promise<readonly Outcome[]> {
  const { faults, session, sources, file, fast, untilResolved, log } = options;
  const make = async (name: string): Promise<Outcome> => {
    try {
      const drill = await runDrill({
        fault: faultNamed(name),
        place: session.place,
        sources,
        fast,
        untilResolved,
        log,
      });
      addDrill(file, drill);
      return { fault: name, drill };
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      log(`${name}: ${problem}`);
      return { fault: name, problem };
    }
  };
  if (fast) {
    log(FAST_IN_WORDS);
    await session.setFast(true);
  }
  try {
    const others = faults.filter((name) => !SIMULATED.includes(name));
    const inTurn = async () => {
      const outcomes: Outcome[] = [];
      for (const name of others) outcomes.push(await make(name));
      return outcomes;
    };
    const sideBySide = faults.filter((name) => SIMULATED.includes(name)).map(make);
    const [simulated, real] = await Promise.all([Promise.all(sideBySide), inTurn()]);
    return [...simulated, ...real];
  } finally {
    if (fast) await session.setFast(false);
  }
}
