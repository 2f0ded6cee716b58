/** Carries out the scripts of edge cases over real sockets. */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { readAnswers, type Answers } from "./answers";
import type { Connection, Script, ServerName, Step } from "./script";

/** What clients talk to. */
export interface Servers {
  readonly ports: Readonly<Record<ServerName, number>>;
  /** How many handlers that wait for something have started so far. */
  entered(): number;
}

/**
 * Carries out a script; the statuses of the answers that its connections have started to get, in order.
 *
 * @param patience How long each step may wait. Milliseconds.
 */
export async function play(script: Script, servers: Servers, patience: number): Promise<number[]> {
  const before = servers.entered();
  const statuses: number[] = [];
  for (const connections of script) {
    const answered = await Promise.all(
      connections.map((connection) => playConnection(connection, servers, before, patience)),
    );
    statuses.push(...answered.flatMap(({ started }) => started));
  }
  return statuses;
}

async function playConnection(
  { server, steps }: Connection,
  servers: Servers,
  before: number,
  patience: number,
): Promise<Answers> {
  const socket = connect({ port: servers.ports[server], host: "127.0.0.1", allowHalfOpen: true, noDelay: true });
  const methods: string[] = [];
  let received = "";
  let ended = false;
  socket.setEncoding("latin1").on("data", (data: string) => (received += data));
  // A reset is an end, too: what the edge case expects is in what was received before.
  socket
    .on("end", () => (ended = true))
    .on("close", () => (ended = true))
    .on("error", () => (ended = true));
  const read = (): Answers => readAnswers(received, methods, ended);
  await once(socket, "connect");
  try {
    for (const step of steps) {
      await carryOut(
        step,
        socket,
        {
          answers: (count) => read().complete.length >= count || ended,
          entered: (count) => servers.entered() - before >= count,
          text: (text) => received.includes(text) || ended,
          closed: () => ended,
          began: (more) => methods.push(...more),
        },
        patience,
      );
    }
  } finally {
    socket.destroy();
  }
  return read();
}

interface Conditions {
  answers(count: number): boolean;
  entered(count: number): boolean;
  text(text: string): boolean;
  closed(): boolean;
  began(methods: readonly string[]): void;
}

async function carryOut(step: Step, socket: Socket, conditions: Conditions, patience: number): Promise<void> {
  switch (step.do) {
    case "write":
      conditions.began(step.methods);
      socket.write(step.bytes, "latin1");
      return;
    case "answers":
      return until(() => conditions.answers(step.count), `${step.count} answers`, patience);
    case "entered":
      return until(() => conditions.entered(step.count), `${step.count} waiting handlers`, patience);
    case "text":
      return until(() => conditions.text(step.text), `the text ${JSON.stringify(step.text)}`, patience);
    case "closed":
      return until(conditions.closed, "the server's end", patience);
    case "wait":
      return sleep(step.milliseconds);
    case "stop-reading":
      socket.pause();
      return;
    case "half-close":
      socket.end();
      return;
    case "close":
      socket.destroy();
      return;
    case "reset":
      socket.resetAndDestroy();
      return;
    default:
      throw new Error(`Step ${JSON.stringify(step satisfies never)} is unknown.`);
  }
}

/** Waits until the condition holds. */
export async function until(holds: () => boolean, what: string, milliseconds: number): Promise<void> {
  const deadline = performance.now() + milliseconds;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`Timed out after ${milliseconds} ms waiting for ${what}.`);
    await sleep(2);
  }
}
