/**
 * A process that serves one application, and beside it the same one bare: what both have in common, be it the machine's hour or how
 * the compiler has laid out this process, is then no difference between them. One process for each application: in one, each
 * made the others' requests slower, since every application of Express gives its requests a prototype of their own.
 */
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { emit } from "../../test/instrumentation/emitted";
import { applications, bareOf, paths, type Answering } from "./applications";

/** The application that is measured, or the same one bare. */
export type Twin = "measured" | "bare";

/** Where each listens. */
export type Ports = Readonly<Record<Twin, number>>;

/**
 * What the process is asked, and answers with a number: the CPU time of so many requests that one of the twins gets without
 * sockets, that of the process so far (microseconds), or how many series the measured application has.
 */
export type Question = { readonly twin: Twin; readonly requests: number } | "cpu" | "series";

async function serve(name: string): Promise<void> {
  const twins: Record<Twin, Answering> = { bare: await make(bareOf(name)), measured: await make(name) };
  const ports: Ports = { bare: await listen(twins.bare.listener), measured: await listen(twins.measured.listener) };
  process.on("message", async (question: Question) => process.send?.(await answer(question, twins)));
  process.on("disconnect", () => process.exit());
  process.send?.(ports);
}

async function answer(question: Question, twins: Readonly<Record<Twin, Answering>>): Promise<number> {
  if (question === "cpu") return sumOf(process.cpuUsage());
  if (question === "series") return seriesOf(twins.measured);
  const { listener } = twins[question.twin];
  const start = process.cpuUsage();
  for (let index = 0; index < question.requests; index++)
    await emit(listener, "GET", paths[index % paths.length] as string);
  return sumOf(process.cpuUsage(start));
}

async function make(name: string): Promise<Answering> {
  const application = await applications[name]?.();
  if (application === undefined) throw new Error(`There is no application ${name}.`);
  return application;
}

async function listen(listener: RequestListener): Promise<number> {
  const server = createServer(listener);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return (server.address() as AddressInfo).port;
}

function sumOf({ user, system }: NodeJS.CpuUsage): number {
  return user + system;
}

async function seriesOf({ registry }: Answering): Promise<number> {
  const text = (await registry?.metrics()) ?? "";
  return text.split("\n").filter((line) => line !== "" && !line.startsWith("#")).length;
}

void serve(process.argv[2] ?? "");
