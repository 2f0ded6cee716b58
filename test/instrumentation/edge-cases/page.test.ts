/** docs/instrumentation-peers.md lists the edge cases as they are: what it says of the libraries was measured with these. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { compared, PEERS_PAGE } from "./page";
import { tableRows } from "../../docs/markdown";
import { edgeCases } from "./cases";
import { edgeCasesOf, subjects } from "./edge-case";

describe("the page on other instrumentations (npm run docs:peers)", () => {
  const text = readFileSync(PEERS_PAGE, "utf8");
  const rows = new Map(tableRows(text).map(([name, ...cells]) => [name, cells]));

  for (const [index, { name, framework }] of compared.entries()) {
    it(`has as many edge cases of each subject as there are for ${name} on ${framework}`, () => {
      const mine = edgeCasesOf(framework, edgeCases);
      const expected = subjects.map((subject) => [
        subject,
        mine.filter((edgeCase) => edgeCase.subject === subject).length,
      ]);
      assert.deepEqual(
        subjects.map((subject) => [subject, Number(rows.get(subject)?.[index]?.split(" of ")[1])]),
        expected,
      );
    });
  }

  it("names only edge cases that exist", () => {
    const names = new Set(edgeCases.map(({ subject, name }) => `**${subject}**, ${name}`));
    const named = [...text.matchAll(/^- (\*\*.*?)(?:: (?:The client |`).*)$/gm)].map(([, edgeCase]) => edgeCase ?? "");
    assert.deepEqual(
      named.filter((edgeCase) => !names.has(edgeCase)),
      [],
    );
    assert.ok(named.length > 100);
  });

  it("says that ours has every edge case right", () => {
    const all = rows
      .get("**all**")
      ?.slice(-3)
      .map((cell) => cell.replaceAll("*", ""));
    assert.deepEqual(
      all,
      compared
        .slice(-3)
        .map(({ framework }) => edgeCasesOf(framework, edgeCases).length)
        .map((count) => `${count} of ${count}`),
    );
  });
});
