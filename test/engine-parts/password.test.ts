import assert from "node:assert/strict";
import { randomPassword } from "../../sandbox/engine/fake-providers/password";

describe("a generated password", () => {
  it("has the length that was asked for", () => {
    for (const length of [1, 16, 64]) assert.equal(randomPassword({ length }).length, length);
  });

  it("is another one each time", () => {
    assert.equal(new Set(Array.from({ length: 100 }, () => randomPassword({ length: 16 }))).size, 100);
  });

  it("has no special characters where they are off", () => {
    assert.match(randomPassword({ length: 500, special: false }), /^[A-Za-z0-9]+$/);
  });

  it("takes special characters from the given ones only", () => {
    const password = randomPassword({ length: 500, overrideSpecial: "-_" });
    assert.match(password, /^[A-Za-z0-9_-]+$/);
    assert.match(password, /[_-]/);
  });

  it("leaves out the kinds that are off", () => {
    assert.match(randomPassword({ length: 200, upper: false, lower: false, special: false }), /^[0-9]+$/);
  });

  it("has each kind's minimum", () => {
    const minimum = { minLower: 2, minUpper: 2, minNumeric: 2, minSpecial: 2 };
    for (let round = 0; round < 50; round++) {
      const password = randomPassword({ length: 8, ...minimum });
      for (const kind of [/[a-z]/g, /[A-Z]/g, /[0-9]/g, /[^a-zA-Z0-9]/g]) assert.equal(password.match(kind)?.length, 2);
    }
  });
});
