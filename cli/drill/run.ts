/** A drill: a fault is made, followed to its message, ended, and followed to the message that it is over. */
import { setTimeout as sleep } from "node:timers/promises";
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
  const wanted = { alertname: alert, ...labels };
  await untilQuiet(wanted, { sources, log: (line) => log(`${fault.name}: ${line}`) });
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

/**
 * How long an alert may still be there before its drill. Seconds. A rate over five minutes is too low in the first of them: shortened,
 * the alert on the CPU is pending or fires for a while after Prometheus has started.
 */
const QUIET_SECONDS = 360;

/** Age of Prometheus from which on its alerts can be told from those of its start. Seconds: for 75, a CPU in use by a fifth looks busy. */
const SETTLED_SECONDS = 90;

/** Waits until an alert is neither pending nor firing, or what is drilled would not be what fires. */
async function untilQuiet(
  labels: Readonly<Record<string, string>>,
  { sources, log }: Pick<DrillOptions, "sources" | "log">,
): Promise<void> {
  const end = Date.now() + QUIET_SECONDS * 1000;
  let told = false;
  for (;;) {
    const alerts = (await Promise.all(sources.prometheuses.map((each) => each.alerts()))).flat();
    const there = alerts.find((each) => Object.entries(labels).every(([name, value]) => each.labels[name] === value));
    const isSettled = (await youngest(sources)) >= SETTLED_SECONDS;
    if (there === undefined && isSettled) return;
    if (there !== undefined && Date.now() > end)
      throw new Error(
        `${labels["alertname"]} is ${there.state} since ${there.activeAt}: what has led to it has to end first.`,
      );
    if (!told)
      log(
        there === undefined
          ? `waits until Prometheus has run for ${SETTLED_SECONDS} s.`
          : `waits until ${labels["alertname"]} is over, which is ${there.state} since ${there.activeAt}.`,
      );
    told = true;
    await sleep(1_000);
  }
}

/** Seconds since the last of the servers has started. */
async function youngest({ prometheuses }: Sources): Promise<number> {
  const starts = await Promise.all(prometheuses.map(async (each) => Date.parse((await each.runtime()).startTime)));
  return (Date.now() - Math.max(...starts)) / 1000;
}
