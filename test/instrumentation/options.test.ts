import assert from "node:assert/strict";
import express from "express";
import { Registry } from "prom-client";
import {
  createHealth,
  createHttpMetrics,
  serveMetrics,
  startMetricsServer,
  type HttpMetricsOptions,
} from "../../instrumentation";
import { instrumentExpress } from "../../instrumentation/express";

describe("wrong options of the instrumentation fail at the start, in a sentence", () => {
  const wrong: readonly [options: unknown, sentence: string][] = [
    ["all", 'the options have to be an object, not "all".'],
    [
      { bucket: [1] },
      "there is no option bucket; there are registry, defaultMetrics, buckets, statusOnHistogram, ignoredRoutes, knownRoutes, maxRoutes, exemplars, correlation, correlationHeader.",
    ],
    [{ registry: {} }, "registry has to be a Registry of prom-client, not {}."],
    [{ defaultMetrics: "yes" }, 'defaultMetrics has to be true or false, not "yes".'],
    [{ statusOnHistogram: 1 }, "statusOnHistogram has to be true or false, not 1."],
    [
      { buckets: [0.1, 1] },
      "buckets need the bound 0.5, because the alerts and objectives count the requests within 500 ms; they are [0.1,1].",
    ],
    [{ buckets: [1, 0.5] }, "buckets have to be ascending, and are [1,0.5]."],
    [{ buckets: [0, 0.5] }, "buckets have to be numbers of seconds above 0, not [0,0.5]."],
    [{ buckets: [0.5, Infinity] }, "buckets have to be numbers of seconds above 0, not [0.5,null]."],
    [{ ignoredRoutes: "/health" }, 'ignoredRoutes have to be templates such as "/health", not "/health".'],
    [{ knownRoutes: ["/users"] }, 'knownRoutes have to be like { method: "GET", route: "/users/:id" }, not "/users".'],
    [
      { knownRoutes: [{ method: "get", route: "/users" }] },
      'knownRoutes have to be like { method: "GET", route: "/users/:id" }, not {"method":"get","route":"/users"}.',
    ],
    [{ knownRoutes: {} }, 'knownRoutes have to be a list such as [{ method: "GET", route: "/users/:id" }], not {}.'],
    [{ maxRoutes: 0 }, "maxRoutes has to be a whole number from 1, not 0."],
    [
      { maxRoutes: 1, knownRoutes: ["/a", "/b"].map((route) => ({ method: "GET", route })) },
      "knownRoutes has more routes than maxRoutes (1) lets in.",
    ],
    ...["", "x id", "x-\u00e4", "Content-Length", "set-cookie", "traceparent", 5].map(
      (correlationHeader): [unknown, string] => [
        { correlationHeader },
        `correlationHeader has to be the name of a header that has no other meaning, such as "x-correlation-id", not ${JSON.stringify(correlationHeader)}.`,
      ],
    ),
    [{ exemplars: true, correlation: false }, "exemplars need correlation, whose ids they carry."],
    [
      { exemplars: true, registry: new Registry() },
      "exemplars need OpenMetrics: call registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE) first, or leave registry out.",
    ],
  ];

  for (const [options, sentence] of wrong) {
    it(sentence, () =>
      assert.throws(() => createHttpMetrics(options as HttpMetricsOptions), {
        name: "TypeError",
        message: `createHttpMetrics: ${sentence}`,
      }),
    );
  }

  it("but not right ones, nor none", () => {
    createHttpMetrics();
    createHttpMetrics({
      registry: new Registry(),
      buckets: [0.5],
      ignoredRoutes: [],
      knownRoutes: [{ method: "GET", route: "/" }],
      maxRoutes: 1,
      correlation: false,
      correlationHeader: "X-Amzn-Trace-Id",
      defaultMetrics: false,
      statusOnHistogram: false,
    });
  });

  it("for what else takes some", async () => {
    const metrics = createHttpMetrics({ defaultMetrics: false });
    assert.throws(
      () => instrumentExpress({} as never, metrics),
      /the first argument has to be an application of Express/,
    );
    assert.throws(
      () => instrumentExpress(express(), {} as never),
      /the second argument has to be what createHttpMetrics returns/,
    );
    assert.throws(() => serveMetrics(metrics as never), /serveMetrics: the argument has to be a registry/);
    await assert.rejects(
      startMetricsServer({ registry: metrics.registry, port: 70000 }),
      /port has to be a port from 0 to 65535, not 70000\./,
    );
    await assert.rejects(startMetricsServer({ registry: metrics as never, port: 0 }), /registry has to be a registry/);
    await assert.rejects(
      startMetricsServer({ registry: metrics.registry, port: 0, path: "metrics" }),
      /path has to begin with a slash, not be metrics\./,
    );
    assert.throws(
      () => createHealth({ checks: { database: true as never } }),
      /the check database has to be a function/,
    );
    assert.throws(() => createHealth({ timeoutSeconds: 0 }), /timeoutSeconds has to be a number above 0, not 0\./);
  });
});
