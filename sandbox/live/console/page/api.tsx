/** What the page asks the console. */
import { useEffect, useState } from "react";
import type { ConsoleState } from "./state";

const EVERY_MS = 2_000;

/** An answer takes milliseconds, and as long as Prometheus where that hangs. */
const TIMEOUT_MS = 8_000;

/** A value that the console has put into the page's HTML. */
export function meta(name: string): string {
  return document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? "";
}

/** Makes a fault, or ends it. @throws Error with the console's sentence. */
export async function changeFault(name: string, active: boolean): Promise<void> {
  const response = await fetch(`/api/faults/${encodeURIComponent(name)}`, {
    method: active ? "POST" : "DELETE",
    headers: { "X-Console-Token": meta("console-token") },
  });
  if (!response.ok) throw new Error((await response.text()).trim());
}

/** The last state, and why there is no later one. */
export interface Polled {
  readonly state?: ConsoleState;
  readonly problem?: string;
}

/** Asks for the state every two seconds, and at once when `refresh` is called. */
export function useConsoleState(): Polled & { readonly refresh: () => void } {
  const [polled, setPolled] = useState<Polled>({});
  const [round, setRound] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another round begins at once
  useEffect(() => {
    let ended = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const poll = async () => {
      const next = await ask();
      if (ended) return;
      setPolled((last) => ({ ...last, problem: undefined, ...next }));
      timer = setTimeout(() => void poll(), EVERY_MS);
    };
    void poll();
    return () => {
      ended = true;
      clearTimeout(timer);
    };
  }, [round]);
  return { ...polled, refresh: () => setRound((last) => last + 1) };
}

async function ask(): Promise<Polled> {
  try {
    const response = await fetch("/api/state", { signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (!response.ok) return { problem: `The console answers ${response.status}: ${(await response.text()).trim()}` };
    return { state: (await response.json()) as ConsoleState };
  } catch {
    return { problem: "The console does not answer: npm run status says what runs." };
  }
}
