/** Every edge case of the frameworks, over real sockets, against the exact labels and counts that it must produce. */
import assert from "node:assert/strict";
import { edgeCases } from "./cases";
import { edgeCasesOf, frameworks, requestCount, subjects } from "./edge-case";
import { failuresOf } from "./run";
import { ours } from "./subjects/ours";
import type { Running } from "./subject";

/** What is expected may take this long on a busy machine. */
const PATIENCE = { client: 5000, counted: 3000 };

describe("the table of edge cases", () => {
  for (const framework of frameworks) {
    const mine = edgeCasesOf(framework, edgeCases);

    it(`makes at least sixty requests of ${framework}`, () =>
      assert.ok(requestCount(mine) >= 60, `It makes ${requestCount(mine)}.`));

    it(`has every subject for ${framework}`, () =>
      assert.deepEqual(
        subjects.filter((subject) => !mine.some((edgeCase) => edgeCase.subject === subject)),
        [],
      ));

    it(`names no two edge cases of ${framework} alike`, () => {
      const names = mine.map(({ subject, name }) => `${subject}: ${name}`);
      assert.deepEqual(
        names.filter((name, index) => names.indexOf(name) !== index),
        [],
      );
    });
  }
});

for (const subject of ours) {
  describe(`the instrumentation of ${subject.framework}`, function () {
    this.timeout(30_000);
    let running: Running;
    let atStart: ReadonlyMap<string, number>;
    const counts = async () =>
      new Map([...(await running.snapshot()).counted.values()].map(({ labels, count }) => [labels, count]));
    const mine = edgeCasesOf(subject.framework, edgeCases);

    before(async () => {
      running = await subject.start();
      atStart = await counts();
    });
    after(() => running.close());

    for (const edgeCase of mine)
      it(`${edgeCase.name} (${edgeCase.subject})`, async () =>
        assert.deepEqual(await failuresOf(edgeCase, running, PATIENCE), []));

    it("has counted nothing besides, not even late", async () => {
      const expected = new Map(atStart);
      for (const { labels, times } of mine.flatMap(({ expect }) => expect))
        expected.set(labels, (expected.get(labels) ?? 0) + times);
      const counted = await counts();
      const differing = [...new Set([...expected.keys(), ...counted.keys()])].filter(
        (labels) => expected.get(labels) !== counted.get(labels),
      );
      assert.deepEqual(
        differing.map((labels) => `${labels}: ${counted.get(labels)} and not ${expected.get(labels)}`),
        [],
      );
    });

    it("has no request left in flight", async () => assert.equal((await running.snapshot()).inFlight, 0));
  });
}
