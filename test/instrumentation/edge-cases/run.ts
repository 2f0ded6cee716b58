/** Runs edge cases against a subject, and says in which way it differs. */
import { isDeepStrictEqual } from "node:util";
import { setTimeout as sleep } from "node:timers/promises";
import { play } from "./client";
import type { EdgeCase, Expected } from "./edge-case";
import { difference, type Counted, type Snapshot } from "./series";
import type { Running } from "./subject";

/** After all is as expected: what is counted a second time comes within this time. Milliseconds. */
const SETTLE = 25;

/** How long to wait for what is expected. Milliseconds. */
export interface Patience {
  /** For each step of the client. */
  readonly client: number;
  /** For what is to be counted. */
  readonly counted: number;
}

/** What is wrong about an edge case: a sentence each. */
export async function failuresOf(written: EdgeCase, subject: Running, patience: Patience): Promise<string[]> {
  const edgeCase = inNamesOf(subject, written);
  const before = await subject.snapshot();
  let answers: readonly number[];
  try {
    answers = await play(edgeCase.script, subject, patience.client);
  } catch (error) {
    return [`The client failed: ${(error as Error).message}`];
  }
  const after = await settled(edgeCase, before, subject, patience.counted);
  return [
    ...answerFailures(edgeCase, answers),
    ...countFailures(edgeCase, difference(before, after)),
    ...inFlightFailures(before, after),
  ];
}

/** The edge case with the routes as the subject calls them. */
function inNamesOf({ rename }: Running, edgeCase: EdgeCase): EdgeCase {
  if (rename === undefined) return edgeCase;
  return {
    ...edgeCase,
    expect: edgeCase.expect.map((one) => ({
      ...one,
      labels: one.labels.replace(/(?<= ).*(?= )/, (route) => rename(route)),
    })),
  };
}

/** The snapshot once it is as expected, or after the patience is over. */
async function settled(edgeCase: EdgeCase, before: Snapshot, subject: Running, patience: number): Promise<Snapshot> {
  const deadline = performance.now() + patience;
  for (;;) {
    const after = await subject.snapshot();
    const done =
      countFailures(edgeCase, difference(before, after)).length === 0 && inFlightFailures(before, after).length === 0;
    if (done || performance.now() > deadline) break;
    await sleep(5);
  }
  await sleep(SETTLE);
  return subject.snapshot();
}

function answerFailures({ answers: wanted, expect }: EdgeCase, answers: readonly number[]): string[] {
  const expected =
    wanted ??
    expect
      .flatMap(({ labels, times }) => Array<number>(times).fill(statusOf(labels)))
      .filter((status) => status !== 499);
  return isDeepStrictEqual(answers.toSorted(), expected.toSorted())
    ? []
    : [`The client was answered ${list(answers)} and not ${list(expected)}.`];
}

/** Each status with how often it is there. */
function list(statuses: readonly number[]): string {
  const times = new Map<number, number>();
  for (const status of statuses) times.set(status, (times.get(status) ?? 0) + 1);
  return (
    [...times].map(([status, count]) => (count === 1 ? `${status}` : `${count} times ${status}`)).join(", ") ||
    "nothing"
  );
}

function statusOf(labels: string): number {
  return Number(labels.slice(labels.lastIndexOf(" ") + 1));
}

function inFlightFailures({ inFlight: then = 0 }: Snapshot, { inFlight: now = 0 }: Snapshot): string[] {
  return now === then ? [] : [`${now - then} requests are left in flight.`];
}

/** Differences between what was counted and what is expected. */
export function countFailures({ expect }: EdgeCase, counted: readonly Counted[]): string[] {
  const expected = new Map(expect.map((one) => [one.labels, one]));
  const missing = expect
    .filter(({ labels }) => !counted.some((one) => one.labels === labels))
    .map(({ labels }) => labels);
  const foreign = counted.filter(({ labels }) => !expected.has(labels));
  return [
    ...labelFailures(
      missing,
      foreign.map(({ labels }) => labels),
    ),
    ...counted.flatMap((one) => {
      const wanted = expected.get(one.labels);
      return wanted ? oneFailures(wanted, one) : [];
    }),
  ];
}

function labelFailures(missing: readonly string[], foreign: readonly string[]): string[] {
  if (missing.length > 0 && foreign.length > 0) return [`${missing.join(", ")} is counted as ${foreign.join(", ")}.`];
  if (missing.length > 0) return [`${missing.join(", ")} is not counted.`];
  return foreign.length > 0 ? [`${foreign.join(", ")} is counted and should not be.`] : [];
}

function oneFailures({ labels, times, observed, seconds }: Expected, counted: Counted): string[] {
  const each = counted.seconds / counted.observed;
  return [
    ...(counted.count === times ? [] : [`${labels} is counted ${counted.count} times and not ${times}.`]),
    ...(counted.observed === observed ? [] : [`${labels} is observed ${counted.observed} times and not ${observed}.`]),
    ...(seconds === undefined || observed === 0 || (each >= seconds[0] && each <= seconds[1])
      ? []
      : [`${labels} took ${each.toFixed(3)} s and not ${seconds[0]} to ${seconds[1]} s.`]),
  ];
}
