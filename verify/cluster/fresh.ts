/** Answers that serve several rows. */

/** How long the objects that were read serve further rows. Milliseconds. */
const FRESH_MS = 3_000;

/** Asks anew only where the last answer is older than a few seconds; whoever asks meanwhile waits for the same answer. */
export function fresh<T>(ask: () => Promise<T>): () => Promise<T> {
  let last: { readonly at: number; readonly answer: Promise<T> } | undefined;
  return () => {
    const now = performance.now();
    if (last === undefined || now - last.at > FRESH_MS) last = { at: now, answer: ask() };
    return last.answer;
  };
}
