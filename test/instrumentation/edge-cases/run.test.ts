/** The table notices what it is there to notice: each library below is wrong in one way. */
import assert from "node:assert/strict";
import { counted, unobserved, type EdgeCase } from "./edge-case";
import { countFailures, failuresOf } from "./run";
import { get } from "./script";
import type { Counted, Snapshot } from "./series";
import type { Running } from "./subject";

const edgeCase: EdgeCase = {
  subject: "mounted routers",
  name: "is counted",
  script: get(),
  expect: [counted("GET /users/:id 200", { times: 2, seconds: [0.1, 1] })],
};
const right: Counted = { labels: "GET /users/:id 200", count: 2, observed: 2, seconds: 1 };

const PATIENCE = { client: 50, counted: 50 };

describe("an edge case", () => {
  it("has no failure where all is counted as expected", () => assert.deepEqual(countFailures(edgeCase, [right]), []));

  const wrong: readonly (readonly [what: string, counted: readonly Counted[], failure: string])[] = [
    ["a request that is not counted", [], "GET /users/:id 200 is not counted."],
    ["a wrong route", [{ ...right, labels: "GET /:id 200" }], "GET /users/:id 200 is counted as GET /:id 200."],
    [
      "a request too many",
      [right, { ...right, labels: "GET unmatched 404" }],
      "GET unmatched 404 is counted and should not be.",
    ],
    ["a request that is counted twice", [{ ...right, count: 4 }], "GET /users/:id 200 is counted 4 times and not 2."],
    [
      "a request that is observed twice",
      [{ ...right, observed: 4, seconds: 2 }],
      "GET /users/:id 200 is observed 4 times and not 2.",
    ],
    ["a time that is too short", [{ ...right, seconds: 0.1 }], "GET /users/:id 200 took 0.050 s and not 0.1 to 1 s."],
    [
      "a time before the start",
      [{ ...right, seconds: -7200 }],
      "GET /users/:id 200 took -3600.000 s and not 0.1 to 1 s.",
    ],
  ];
  for (const [what, series, failure] of wrong)
    it(`notices ${what}`, () => assert.deepEqual(countFailures(edgeCase, series), [failure]));

  it("notices a stream in the latency", () =>
    assert.deepEqual(
      countFailures({ ...edgeCase, expect: [unobserved("GET /events 200")] }, [
        { labels: "GET /events 200", count: 1, observed: 1, seconds: 1 },
      ]),
      ["GET /events 200 is observed 1 times and not 0."],
    ));
});

describe("an edge case that is run", () => {
  /** Snapshots of a library, one after the other; the last one stays. */
  function library(...snapshots: readonly (readonly Counted[])[]): Running {
    let next = 0;
    const snapshot = async (): Promise<Snapshot> => {
      const series = snapshots[Math.min(next++, snapshots.length - 1)] ?? [];
      return { counted: new Map(series.map((one) => [one.labels, one])), inFlight: next > 1 ? series.length : 0 };
    };
    return {
      ports: { plain: 0, impatient: 0, upgrading: 0, "half-open": 0 },
      entered: () => 0,
      snapshot,
      close: async () => undefined,
    };
  }

  const silent: EdgeCase = { ...edgeCase, answers: [], expect: [] };

  it("notices what is counted a second time only a little later", async () =>
    assert.deepEqual(await failuresOf(silent, library([], [], [{ ...right }]), PATIENCE), [
      "GET /users/:id 200 is counted and should not be.",
      "1 requests are left in flight.",
    ]));

  it("notices an answer that the client did not get", async () =>
    assert.deepEqual(await failuresOf({ ...silent, answers: [200] }, library([]), PATIENCE), [
      "The client was answered nothing and not 200.",
    ]));
});
