/** What requests cost each application in a process of its own: over sockets, asked by this process, and without. */
import autocannon from "autocannon";
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { applications, paths } from "./applications";
import { medianOf } from "../median";
import type { Message } from "./server";

/** What was measured of one application. */
export interface Measured {
  readonly name: string;
  /** CPU time of a request without sockets. */
  readonly emittedMicroseconds: number;
  /** The same over a socket. */
  readonly cpuMicroseconds: number;
  readonly requestsPerSecond: number;
  readonly p99Milliseconds: number;
  readonly series: number;
}

type Round = Omit<Measured, "name" | "series">;

/** How much is asked of each application in a round. */
export interface Load {
  /** Requests over sockets. */
  readonly requests: number;
  readonly connections: number;
  /** Requests without sockets. */
  readonly emitted: number;
}

/** Medians of rounds in which all applications come one after the other; the first round warms up and is not counted. */
export async function measureServers(rounds: number, asked: Load, log: (line: string) => void): Promise<Measured[]> {
  const servers = await Promise.all(Object.keys(applications).map(start));
  try {
    const measured = new Map(servers.map(({ name }) => [name, [] as Round[]]));
    for (let round = 0; round <= rounds; round++) {
      for (const server of servers) {
        const result = await load(server, asked);
        if (round > 0) measured.get(server.name)?.push(result);
      }
      log(round === 0 ? "warmed up" : `round ${round} of ${rounds}`);
    }
    return await Promise.all(servers.map(async ({ name, child }) => {
      const mine = measured.get(name) ?? [];
      const of = (value: (round: Round) => number): number => medianOf(mine.map(value));
      return { name, emittedMicroseconds: of((round) => round.emittedMicroseconds), cpuMicroseconds: of((round) => round.cpuMicroseconds), requestsPerSecond: of((round) => round.requestsPerSecond), p99Milliseconds: of((round) => round.p99Milliseconds), series: (await state(child)).series };
    }));
  } finally {
    for (const { child } of servers) child.disconnect();
  }
}

async function start(name: string): Promise<{ readonly name: string; readonly child: ChildProcess; readonly port: number }> {
  const child = fork(join(__dirname, "server.ts"), [name], { execArgv: ["--require", "tsx/cjs"] });
  const [message] = (await once(child, "message")) as [Message];
  if (!("port" in message)) throw new Error(`${name} did not say its port.`);
  return { name, child, port: message.port };
}

async function load({ child, port }: { readonly child: ChildProcess; readonly port: number }, { requests, connections, emitted }: Load): Promise<Round> {
  const before = (await state(child)).cpuMicroseconds;
  const between = (await state(child, emitted)).cpuMicroseconds;
  const result = await autocannon({ url: `http://127.0.0.1:${port}`, connections, amount: requests, requests: paths.map((path) => ({ path })) });
  const after = (await state(child)).cpuMicroseconds;
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`${result.non2xx + result.errors} of ${requests} requests failed.`);
  return {
    emittedMicroseconds: (between - before) / emitted,
    cpuMicroseconds: (after - between) / requests,
    requestsPerSecond: requests / ((result.finish.getTime() - result.start.getTime()) / 1000),
    p99Milliseconds: result.latency.p99,
  };
}

/** What a server has cost, after so many requests that it makes itself. */
async function state(child: ChildProcess, emitted = 0): Promise<{ readonly cpuMicroseconds: number; readonly series: number }> {
  const answer = once(child, "message") as Promise<[Message]>;
  child.send(emitted);
  const [message] = await answer;
  if (!("cpuMicroseconds" in message)) throw new Error("The server said something else.");
  return message;
}
