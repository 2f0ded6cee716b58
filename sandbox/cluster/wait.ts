import { setTimeout as sleep } from "node:timers/promises";

/** What to wait for, and for how long. */
export interface Wait {
  /** What is waited for, as it stands in the error: "the API server to be ready". */
  readonly what: string;
  /** Milliseconds after which the wait fails. */
  readonly timeoutMs: number;
  /** Milliseconds between two looks; 100 by default. */
  readonly intervalMs?: number;
  /**
   * One look: `undefined` when the wait is over, or else what is still missing, for the error.
   * An exception ends the wait.
   */
  readonly missing: () => Promise<string | undefined>;
}

/**
 * Looks again and again until nothing is missing.
 *
 * @throws when the time is up, with what was missing at the last look.
 */
export async function waitUntil(wait: Wait): Promise<void> {
  const deadline = Date.now() + wait.timeoutMs;
  for (;;) {
    const missing = await wait.missing();
    if (missing === undefined) return;
    if (Date.now() >= deadline) {
      throw new Error(`Waited ${Math.round(wait.timeoutMs / 1000)} s for ${wait.what}; still missing: ${missing}.`);
    }
    await sleep(wait.intervalMs ?? 100);
  }
}
