import assert from "node:assert/strict";
import { constant, steps } from "../alerts/series";
import { notation } from "./notation";
import { MINUTE } from "./time";

describe("the notation of samples", () => {
  const minutes = (count: number): number[] => Array.from({ length: count }, (_, index) => index * MINUTE);

  it("writes equal values and equal steps of whole numbers as one", () => {
    assert.equal(notation(constant(0.5), minutes(5)), "0.5+0x4");
    assert.equal(
      notation((seconds) => seconds, minutes(4)),
      "0+60x3",
    );
    assert.equal(
      notation((seconds) => -seconds, minutes(3)),
      "0-60x2",
    );
    assert.equal(
      notation((seconds) => seconds / 600, minutes(3)),
      "0 0.1 0.2",
    );
  });

  it("marks the end of a series as stale, and then has nothing", () =>
    assert.equal(
      notation((seconds) => (seconds < 120 || seconds >= 300 ? 7 : undefined), minutes(6)),
      "7+0x1 stale _x2 7",
    ));

  it("marks nothing while Prometheus is away", () =>
    assert.equal(
      notation((seconds) => (seconds < 120 || seconds >= 240 ? 7 : undefined), minutes(6), [120, 240]),
      "7+0x1 _x2 7+0x1",
    ));

  it("is nothing for a series that is never there", () => assert.equal(notation(steps(), minutes(3)), undefined));
});
