/** What requests cost a server of its own process, asked by this one. */
import autocannon from "autocannon";
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { applications, paths } from "./applications";
import { medianOf } from "./median";
import type { Message } from "./server";

/** What was measured of one application. */
export interface Measured {
  readonly name: string;
  readonly cpuMicroseconds: number;
  readonly requestsPerSecond: number;
  readonly p99Milliseconds: number;
  readonly series: number;
}

interface Round {
  readonly cpuMicroseconds: number;
  readonly requestsPerSecond: number;
  readonly p99Milliseconds: number;
}

/** Medians of rounds in which all applications come one after the other; the first round warms up and is not counted. */
export async function measureOverSockets(rounds: number, requests: number, connections: number, log: (line: string) => void): Promise<Measured[]> {
  const servers = await Promise.all(Object.keys(applications).map(start));
  try {
    const measured = new Map(servers.map(({ name }) => [name, [] as Round[]]));
    for (let round = 0; round <= rounds; round++) {
      for (const server of servers) {
        const result = await load(server, requests, connections);
        if (round > 0) measured.get(server.name)?.push(result);
      }
      log(round === 0 ? "warmed up" : `round ${round} of ${rounds}`);
    }
    return await Promise.all(servers.map(async ({ name, child }) => {
      const mine = measured.get(name) ?? [];
      const of = (value: (round: Round) => number): number => medianOf(mine.map(value));
      return { name, cpuMicroseconds: of((round) => round.cpuMicroseconds), requestsPerSecond: of((round) => round.requestsPerSecond), p99Milliseconds: of((round) => round.p99Milliseconds), series: (await state(child)).series };
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

async function load({ child, port }: { readonly child: ChildProcess; readonly port: number }, requests: number, connections: number): Promise<Round> {
  const before = (await state(child)).cpuMicroseconds;
  const result = await autocannon({ url: `http://127.0.0.1:${port}`, connections, amount: requests, requests: paths.map((path) => ({ path })) });
  const after = (await state(child)).cpuMicroseconds;
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`${result.non2xx + result.errors} of ${requests} requests failed.`);
  return { cpuMicroseconds: (after - before) / requests, requestsPerSecond: requests / ((result.finish.getTime() - result.start.getTime()) / 1000), p99Milliseconds: result.latency.p99 };
}

async function state(child: ChildProcess): Promise<{ readonly cpuMicroseconds: number; readonly series: number }> {
  const answer = once(child, "message") as Promise<[Message]>;
  child.send("state");
  const [message] = await answer;
  if (!("cpuMicroseconds" in message)) throw new Error("The server said something else.");
  return message;
}
