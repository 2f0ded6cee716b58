/** Whatever comes in, the series stay as many as the application has routes. */
import assert from "node:assert/strict";
import type { RequestListener } from "node:http";
import { createHttpMetrics, type HttpMetrics } from "../../instrumentation";
import { instrumentExpress } from "../../instrumentation/express";
import { fastifyMetrics } from "../../instrumentation/fastify";
import { dialects, expressApp } from "./edge-cases/apps/express";
import { fastifyApp } from "./edge-cases/apps/fastify";
import { Waiting } from "./edge-cases/apps/waiting";
import { frameworks, type Framework } from "./edge-cases/edge-case";
import { ourNaming, snapshot } from "./edge-cases/series";
import { expressModules } from "./edge-cases/subjects/start";
import { emit } from "./emitted";

const PATHS = 100_000;
const METHODS = 10_000;
/** The labels that methods have at most: those of every day, and the one for all others. */
const METHOD_LABELS = 8;

/** Numbers from 0 to 1, the same in every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Where scanners and users go: known and unknown beginnings, then anything. */
const BEGINNINGS = [
  "",
  "",
  "",
  "/users",
  "/ORDERS",
  "/tenants",
  "/merged/x/items",
  "/api/v1/reports",
  "/first",
  "/second",
  "/blue",
  "/green",
  "/v1",
  "/v2",
  "/numbers",
  "/files",
  "/letters",
  "/flights",
  "/guard",
  "/guarded/secrets",
  "/guard-refuses",
  "/admin/inner/people",
  "/sites",
  "/trees",
  "/trees/x",
  "/handled-router",
  "/checked",
  "/catches",
  "/assets",
  "/redirects",
  "/throws",
  "/legacy",
  "/one",
  "/wp-admin",
];

function randomPath(next: () => number): string {
  const beginning = BEGINNINGS[Math.floor(next() * BEGINNINGS.length)] ?? "";
  const segments = Array.from({ length: Math.floor(next() * 4) }, () => randomSegment(next));
  return `${beginning}/${segments.join("/")}${next() < 0.2 ? `?${randomSegment(next)}=1` : ""}`;
}

/** Numbers, UUIDs, words, and what cannot be decoded. */
function randomSegment(next: () => number): string {
  const number = Math.floor(next() * 2 ** 31);
  const kinds = [
    String(number),
    number.toString(36),
    `${number.toString(16).padStart(8, "0")}-0000-4000-8000-000000000000`,
    `%E2%82%AC${number}`,
    `%zz${number}`,
    `.${number}.php`,
    `:id${number}`,
  ];
  return kinds[Math.floor(next() * kinds.length)] ?? "";
}

function randomMethod(next: () => number): string {
  return Array.from({ length: 3 + Math.floor(next() * 8) }, () =>
    String.fromCharCode(65 + Math.floor(next() * 26)),
  ).join("");
}

async function application(framework: Framework): Promise<{
  readonly listener: RequestListener;
  readonly metrics: HttpMetrics;
  readonly close: () => Promise<unknown>;
}> {
  const metrics = createHttpMetrics({ defaultMetrics: false });
  if (framework === "fastify5") {
    const app = await fastifyApp(new Waiting(), (app) => app.register(fastifyMetrics, { metrics }));
    return {
      metrics,
      listener: (request, response) => void app.server.emit("request", request, response),
      close: () => app.close(),
    };
  }
  return {
    metrics,
    listener: expressApp(expressModules[framework], dialects[framework], new Waiting(), (app) =>
      instrumentExpress(app, metrics),
    ),
    close: async () => undefined,
  };
}

async function figures(metrics: HttpMetrics): Promise<{
  readonly routes: number;
  readonly methods: number;
  readonly series: number;
  readonly count: number;
  readonly text: number;
}> {
  const { counted } = await snapshot(metrics.registry, ourNaming);
  const labels = [...counted.keys()].map((key) => key.split(" "));
  return {
    routes: new Set(labels.map((parts) => parts.slice(1, -1).join(" "))).size,
    methods: new Set(labels.map(([method]) => method)).size,
    series: counted.size,
    count: [...counted.values()].reduce((sum, { count }) => sum + count, 0),
    text: (await metrics.registry.metrics()).length,
  };
}

/** So many different ones. */
function distinct(count: number, make: () => string): Set<string> {
  const made = new Set<string>();
  while (made.size < count) made.add(make());
  return made;
}

const said = (number: number): string => number.toLocaleString("en");

describe("the series", function () {
  this.timeout("10m");

  for (const framework of frameworks) {
    it(`stay as many as the routes on ${framework}, with ${said(PATHS)} random paths and ${said(METHODS)} random methods`, async () => {
      const { listener, metrics, close } = await application(framework);
      const next = random(6);
      const paths = distinct(PATHS, () => randomPath(next));
      for (const path of paths) await emit(listener, "GET", path);
      const afterPaths = await figures(metrics);
      const methods = distinct(METHODS, () => randomMethod(next));
      for (const method of methods) await emit(listener, method, next() < 0.5 ? "/any/1" : randomPath(next));
      const afterMethods = await figures(metrics);
      await close();
      console.log(
        `      ${framework}: ${said(PATHS)} paths make ${afterPaths.routes} routes and ${afterPaths.series} label sets; ${said(METHODS)} methods more, ${afterMethods.methods} methods and ${afterMethods.series} label sets, ${said(afterMethods.text)} bytes of metrics`,
      );
      assert.equal(afterMethods.count, PATHS + METHODS);
      assert.ok(afterPaths.routes < 80, `There are ${afterPaths.routes} routes.`);
      assert.ok(afterMethods.series < 200, `There are ${afterMethods.series} label sets.`);
      assert.ok(
        afterMethods.methods <= 2,
        `There are ${afterMethods.methods} methods, and only GET and OTHER were to come.`,
      );
    });
  }

  it(`stay bounded where every request has a route of its own`, async () => {
    const metrics = createHttpMetrics({ defaultMetrics: false });
    const next = random(66);
    const listener: RequestListener = (request, response) => {
      metrics.observe(request, response, () => request.url);
      response.end();
    };
    for (let count = 0; count < PATHS; count++)
      await emit(listener, count % 10 === 0 ? randomMethod(next) : "GET", randomPath(next));
    const { routes, methods, series, count } = await figures(metrics);
    console.log(
      `      ${said(PATHS)} routes and ${said(METHODS)} methods make ${routes} routes, ${methods} methods and ${series} label sets`,
    );
    assert.equal(count, PATHS);
    // 200 routes of their own, and `other`.
    assert.equal(routes, 201);
    assert.ok(series <= routes * METHOD_LABELS);
    assert.equal(methods, 2);
  });
});
