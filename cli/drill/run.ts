/** A drill: a fault is made, followed to its message, ended, and followed to the message that it is over. */
import type { FaultPlace, LiveFault } from "../../sandbox/live/faults";
import { followToMessage, followToResolved, type FollowInput } from "../../verify/drills/follow";
import type { Drill } from "../../verify/drills/record";
import type { Sources } from "../../verify";

/** How a drill is made. */
export interface DrillOptions {
  readonly fault: LiveFault;
  readonly place: FaultPlace;
  readonly sources: Sources;
  /** Whether the times of alerts and messages are shortened. */
  readonly fast: boolean;
  /** Whether the message that it is over is waited for. */
  readonly untilResolved: boolean;
  readonly log: (line: string) => void;
}

/**
 * How long a step may take. Seconds. Shortened, the slowest is a rate over five minutes that has to rise; as declared, what keeps firing
 * for ten minutes and then waits for its group's next five.
 */
const [FAST_TIMEOUT, DECLARED_TIMEOUT] = [420, 1_800];

/**
 * Makes a drill.
 *
 * @throws Error with the step that was not reached; the fault is ended all the same.
 */
export async function runDrill({ fault, place, sources, fast, untilResolved, log }: DrillOptions): Promise<Drill> {
  const { name: alert, labels } = fault.alert(place);
  if (sources.messages === undefined) throw new Error("Nothing receives messages here; start it with `npm run up`.");
  const since = new Date();
  log(`${fault.name}: ${fault.title} (${fault.how}).`);
  const follow: FollowInput = {
    alert,
    labels,
    since,
    timeoutSeconds: fast ? FAST_TIMEOUT : DECLARED_TIMEOUT,
    prometheuses: sources.prometheuses,
    alertmanagers: sources.alertmanagers,
    messages: sources.messages,
    progress: (line) => log(`${fault.name}: ${line}`),
  };
  const ended = async () => {
    await fault.end(place);
    log(`${fault.name}: the fault is ended.`);
  };
  let followed: Awaited<ReturnType<typeof followToMessage>>;
  try {
    await fault.start(place);
    followed = await followToMessage(follow);
  } finally {
    await ended();
  }
  const resolved = untilResolved ? await followToResolved(follow, new Date()) : undefined;
  const { firedAt, activeAt, messageAt, message } = followed;
  return {
    fault: fault.name,
    alert,
    startedAt: since.toISOString(),
    activeAt: activeAt.toISOString(),
    firedAt: firedAt.toISOString(),
    messageAt: messageAt.toISOString(),
    ...(resolved === undefined ? {} : { resolvedAt: resolved.at.toISOString() }),
    deployment: sources.deployment,
    fast,
    message: { title: message.title, text: message.text },
  };
}
