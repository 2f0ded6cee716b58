/** Ports of the processes: those that they had before, so that what knows them finds them again, or free ones. */
import { freePort } from "../cluster/ports";
import type { LiveProcess } from "./record";

/** Purpose of the port that a process is asked on. */
export const MAIN = "main";

/** Ports on 127.0.0.1 by process and purpose. */
export class LivePorts {
  private readonly all = new Map<string, Map<string, number>>();

  constructor(known: readonly LiveProcess[]) {
    for (const { name, ports } of known) this.all.set(name, new Map(Object.entries(ports)));
  }

  /** Finds a port where there is none yet. */
  async reserve(name: string, purpose: string): Promise<number> {
    const own = this.all.get(name) ?? new Map<string, number>();
    this.all.set(name, own);
    let port = own.get(purpose);
    while (port === undefined || (!own.has(purpose) && this.isTaken(port))) port = await freePort();
    own.set(purpose, port);
    return port;
  }

  /** @throws Error where none was reserved: a fault of this program. */
  of(name: string, purpose = MAIN): number {
    const port = this.all.get(name)?.get(purpose);
    if (port === undefined) throw new Error(`${name} has no port for ${purpose}.`);
    return port;
  }

  /** All ports of a process. */
  ofProcess(name: string): Record<string, number> {
    return Object.fromEntries(this.all.get(name) ?? []);
  }

  /** A port is free until somebody listens on it: the next free one may be the same. */
  private isTaken(port: number): boolean {
    return [...this.all.values()].some((own) => [...own.values()].includes(port));
  }
}
