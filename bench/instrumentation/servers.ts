/** What requests cost each application: over sockets, asked by this process, and without. */
import autocannon from "autocannon";
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { Agent, get, type IncomingMessage } from "node:http";
import { join } from "node:path";
import { applications, paths } from "./applications";
import { interquartileMeanOf, medianOf } from "../statistics";
import type { Ports, Question, Twin } from "./server";

/** What something costs a request in CPU time, in microseconds. */
export interface Microseconds {
  readonly whole: number;
  /** What of it the instrumentation adds: the median of the processes. */
  readonly added: number;
  /** The least and the most that a process found: what lies within is no difference. */
  readonly range: readonly [number, number];
}

/** What was measured of one application. */
export interface Measured {
  readonly name: string;
  readonly emitted: Microseconds;
  readonly overSockets: Microseconds;
  readonly requestsPerSecond: number;
  readonly p99Milliseconds: number;
  readonly series: number;
}

/** How much is asked. */
export interface Load {
  /** Only applications whose name has this text. */
  readonly only: string;
  /** Processes of each application. */
  readonly processes: number;
  /** Pairs of blocks in each process, without sockets. */
  readonly emitted: number;
  /** The same over sockets. */
  readonly pairs: number;
  /** Requests of the run that requests a second and p99 are taken from. */
  readonly requests: number;
  readonly connections: number;
}

/** Requests of a block: the shorter, the less the machine changes between two. */
const BLOCK = 100;

/** What of the pairs comes first and is not counted: until then the process compiles. */
const WARM_UP = 1 / 5;

/** What two blocks cost a request. Microseconds. */
type Pair = Readonly<Record<Twin, number>>;

/** What one process found. */
interface Run {
  readonly emitted: readonly Pair[];
  readonly overSockets: readonly Pair[];
  readonly requestsPerSecond: number;
  readonly p99Milliseconds: number;
  readonly series: number;
}

/** Measures every application in as many processes as asked for, the applications in turn. */
export async function measureServers(load: Load, log: (line: string) => void): Promise<Measured[]> {
  const names = Object.keys(applications).filter((name) => name.includes(load.only));
  const runs = new Map<string, Run[]>(names.map((name) => [name, []]));
  for (let process = 1; process <= load.processes; process++) {
    for (const name of names) {
      runs.get(name)?.push(await run(name, load));
      log(`process ${process} of ${load.processes}: ${name}`);
    }
  }
  return [...runs].map(([name, mine]) => ({
    name,
    emitted: microseconds(mine.map(({ emitted }) => emitted)),
    overSockets: microseconds(mine.map(({ overSockets }) => overSockets)),
    requestsPerSecond: medianOf(mine.map(({ requestsPerSecond }) => requestsPerSecond)),
    p99Milliseconds: medianOf(mine.map(({ p99Milliseconds }) => p99Milliseconds)),
    series: mine[0]?.series ?? 0,
  }));
}

function microseconds(runs: readonly (readonly Pair[])[]): Microseconds {
  const added = runs.map((pairs) => interquartileMeanOf(pairs.map(({ measured, bare }) => measured - bare)));
  const whole = runs.map((pairs) => interquartileMeanOf(pairs.map(({ measured }) => measured)));
  return { whole: medianOf(whole), added: medianOf(added), range: [Math.min(...added), Math.max(...added)] };
}

async function run(name: string, { emitted, pairs, requests, connections }: Load): Promise<Run> {
  const child = fork(join(__dirname, "server.ts"), [name], { execArgv: ["--require", "tsx/cjs"] });
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  try {
    const [ports] = (await once(child, "message")) as [Ports];
    const without = await inPairs(emitted, async (twin) => (await ask(child, { twin, requests: BLOCK })) / BLOCK);
    const over = await inPairs(pairs, async (twin) => {
      const before = await ask(child, "cpu");
      await requestBlock(ports[twin], agent);
      return ((await ask(child, "cpu")) - before) / BLOCK;
    });
    agent.destroy();
    const { requestsPerSecond, p99Milliseconds } = await requestMany(ports.measured, requests, connections);
    return {
      emitted: without,
      overSockets: over,
      requestsPerSecond,
      p99Milliseconds,
      series: await ask(child, "series"),
    };
  } finally {
    child.disconnect();
  }
}

/** Block after block, the twins taking turns at coming first. */
async function inPairs(count: number, block: (twin: Twin) => Promise<number>): Promise<Pair[]> {
  const pairs: Pair[] = [];
  for (let index = 0; index < count; index++) {
    const order: readonly Twin[] = index % 2 === 0 ? ["bare", "measured"] : ["measured", "bare"];
    const costs = new Map<Twin, number>();
    for (const twin of order) costs.set(twin, await block(twin));
    pairs.push(Object.fromEntries(costs) as Pair);
  }
  return pairs.slice(Math.ceil(count * WARM_UP));
}

/** A block over connections that stay. */
async function requestBlock(port: number, agent: Agent): Promise<void> {
  await Promise.all(
    Array.from({ length: BLOCK }, async (_, index) => {
      const asked = get({ port, host: "127.0.0.1", path: paths[index % paths.length], agent });
      const [response] = (await once(asked, "response")) as [IncomingMessage];
      if (response.statusCode !== 200) throw new Error(`A request was answered with ${response.statusCode}.`);
      await once(response.resume(), "end");
    }),
  );
}

/** As many requests a second as the application answers. */
async function requestMany(
  port: number,
  amount: number,
  connections: number,
): Promise<Pick<Run, "requestsPerSecond" | "p99Milliseconds">> {
  // A run ends at a sample: with the usual one a second, it would have no time of its own.
  const result = await autocannon({
    url: `http://127.0.0.1:${port}`,
    connections,
    amount,
    sampleInt: 10,
    requests: paths.map((path) => ({ path })),
  });
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${result.non2xx + result.errors} of ${amount} requests failed.`);
  return {
    requestsPerSecond: amount / ((result.finish.getTime() - result.start.getTime()) / 1000),
    p99Milliseconds: result.latency.p99,
  };
}

async function ask(child: ChildProcess, question: Question): Promise<number> {
  const answer = once(child, "message") as Promise<[number]>;
  child.send(question);
  return (await answer)[0];
}
