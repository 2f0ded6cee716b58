/** Switches of a sample service: its routes are made slow, or made to fail, until somebody or the time ends it. */
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";

/** What is wrong with a service; nothing where it is empty. */
export const faultSchema = z.strictObject({
  /** How much longer each route takes. Milliseconds. */
  latencyMs: z.number().min(0).max(60_000).optional(),
  /** Share of the requests that fail. 0 to 1. */
  errorRate: z.number().min(0).max(1).optional(),
  /** When it ends by itself; after a quarter of an hour by default. */
  seconds: z.number().positive().max(86_400).optional(),
});
export type Fault = Readonly<z.infer<typeof faultSchema>>;

/** So that a fault whose maker is gone does not last for ever. Seconds. */
const DEFAULT_SECONDS = 900;

/** A route fails on purpose. */
export class FaultError extends Error {}

/** The switches of one process. */
export class Faults {
  private fault: Fault = {};
  private until = 0;

  /** Sets the fault, in place of the one before. */
  set(fault: Fault): void {
    this.fault = fault;
    this.until = Date.now() + 1000 * (fault.seconds ?? DEFAULT_SECONDS);
  }

  /** What is wrong now. */
  get current(): Fault {
    return Date.now() < this.until ? this.fault : {};
  }

  /**
   * What a request comes to at its route.
   *
   * @throws FaultError where it is one of those that fail.
   */
  async apply(): Promise<void> {
    const { latencyMs = 0, errorRate = 0 } = this.current;
    if (latencyMs > 0) await sleep(latencyMs);
    if (Math.random() < errorRate) throw new FaultError("This service fails on purpose.");
  }
}
