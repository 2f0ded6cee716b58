/** Faults that the page's buttons make and end. */
import { json, RequestError, type Route } from "../http/message";
import type { FaultState } from "../page/state";

/** What the buttons do. */
export interface Faults {
  list(): readonly FaultState[];
  /** Makes a fault; one that is made already stays. @throws Error as a sentence where it can't be made. */
  start(name: string): Promise<void>;
  /** Ends a fault; also one that an earlier process has left. @throws Error as a sentence where it can't be ended. */
  end(name: string): Promise<void>;
}

/** One fault. */
export interface Fault {
  readonly name: string;
  /** What its button says: `Restart a pod again and again`. */
  readonly title: string;
  readonly active: () => boolean;
  readonly start: () => Promise<void>;
  readonly end: () => Promise<void>;
}

/** Some faults by their names. */
export function faultsOf(faults: readonly Fault[]): Faults {
  const named = (name: string): Fault => {
    const fault = faults.find((one) => one.name === name);
    if (fault) return fault;
    const known = faults.length === 0 ? "there is none" : `there are ${faults.map((one) => one.name).join(", ")}`;
    throw new RequestError(404, `There is no fault ${name}: ${known}.`);
  };
  return {
    list: () => faults.map(({ name, title, active }) => ({ name, title, active: active() })),
    start: (name) => named(name).start(),
    end: (name) => named(name).end(),
  };
}

/** `POST /api/faults/NAME` makes a fault, `DELETE` ends it; both answer with all of them. */
export function faultRoutes(faults: Faults): readonly Route[] {
  const change = (method: string, act: (name: string) => Promise<void>): Route => ({
    method,
    path: /^\/api\/faults\/([^/]+)$/,
    needsToken: true,
    answer: async (_, [name = ""]) => {
      try {
        await act(name);
      } catch (error) {
        if (error instanceof RequestError) throw error;
        throw new RequestError(502, error instanceof Error ? error.message : String(error));
      }
      return json(200, faults.list());
    },
  });
  return [
    change("POST", (name) => faults.start(name)),
    change("DELETE", (name) => faults.end(name)),
    { method: "GET", path: "/api/faults", answer: () => json(200, faults.list()) },
  ];
}
