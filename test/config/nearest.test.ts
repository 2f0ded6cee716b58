import assert from "node:assert/strict";
import { nearest } from "../../common/nearest";

const keys = ["grafana", "prometheus", "retention", "retentionSize", "replicas", "storageSpec", "host", "port", "name"];

describe("the nearest name", () => {
  const meant: readonly (readonly [string, string])[] = [
    ["granana", "grafana"],
    ["prometeus", "prometheus"],
    ["retenion", "retention"],
    ["replica", "replicas"],
    ["retentionsize", "retentionSize"],
    ["hosts", "host"],
    ["storage", "storageSpec"],
  ];
  for (const [word, candidate] of meant) {
    it(`of ${word} is ${candidate}`, () => assert.equal(nearest(word, keys), candidate));
  }

  it("is none where every name is too far away", () => {
    for (const word of ["size", "label", "volume", "x", ""]) assert.equal(nearest(word, keys), undefined, word);
  });

  it("is none where there are no candidates", () => assert.equal(nearest("grafana", []), undefined));

  it("is never the word itself", () => assert.equal(nearest("host", ["host"]), undefined));
});
