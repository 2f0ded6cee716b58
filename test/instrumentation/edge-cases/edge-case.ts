/** The edge cases of the frameworks as data: what a client does, and what must be counted for it. */
import type { Script } from "./script";

/** The frameworks that are instrumented. */
export const frameworks = ["express4", "express5", "fastify5"] as const;

/** One of {@link frameworks}. */
export type Framework = (typeof frameworks)[number];

/** What goes wrong easily; each has at least one case for every framework. */
export const subjects = [
  // Right routes.
  "mounted routers",
  "parametrised routers",
  "nested prefixes",
  "arrays",
  "regular expressions",
  "several handlers",
  "OPTIONS",
  "HEAD",
  "guards",
  "scans",
  "error handlers",
  "redirects",
  "unknown methods",
  "probes",
  "forms of a path",
  // Right outcomes.
  "aborts",
  "time-outs",
  "streaming",
  "server-sent events",
  "upgrades",
  "errors after the headers",
  "clock",
  "one observation",
  "pipelining",
  "slow bodies",
  "keep-alive",
  "half-closed sockets",
  "malformed requests",
] as const;

/** One of {@link subjects}. */
export type CornerSubject = (typeof subjects)[number];

/** What must be counted under one set of labels. */
export interface Expected {
  /** Method, route and status, as in `GET /users/:id 200`. */
  readonly labels: string;
  /** How often it is counted. */
  readonly times: number;
  /** How many of these the histogram has. */
  readonly observed: number;
  /** Bounds of what each one of them took on average. Seconds. */
  readonly seconds?: readonly [least: number, most: number];
}

/** One edge case. */
export interface EdgeCase {
  readonly subject: CornerSubject;
  /** The behaviour as a sentence without its subject: "counts what a client abandons as 499". */
  readonly name: string;
  /** Where it exists; everywhere by default. */
  readonly on?: readonly Framework[];
  readonly script: Script;
  /** Statuses of the answers that the client gets: by default those that are expected to be counted. */
  readonly answers?: readonly number[];
  /** All that must be counted, and nothing else. */
  readonly expect: readonly Expected[];
}

/** Counted once and observed once, unless said otherwise. */
export function counted(
  labels: string,
  { times = 1, observed = times, seconds }: Partial<Omit<Expected, "labels">> = {},
): Expected {
  return { labels, times, observed, ...(seconds && { seconds }) };
}

/** Counted, and not in the histogram. */
export function unobserved(labels: string): Expected {
  return counted(labels, { observed: 0 });
}

/** The edge cases that exist for a framework. */
export function edgeCasesOf(framework: Framework, edgeCases: readonly EdgeCase[]): EdgeCase[] {
  return edgeCases.filter(({ on = frameworks }) => on.includes(framework));
}

/** How many requests the edge cases make. */
export function requestCount(edgeCases: readonly EdgeCase[]): number {
  const connections = edgeCases.flatMap(({ script }) => script.flat());
  return connections
    .flatMap(({ steps }) => steps)
    .reduce((count, step) => count + (step.do === "write" ? step.methods.length : 0), 0);
}
