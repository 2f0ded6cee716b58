/** docs/instrumentation-peers.md speaks of the corners as they are: what it says of the libraries was measured with these. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { compared, PEERS_PAGE } from "./page";
import { tableRows } from "../../docs/markdown";
import { corners } from "./cases";
import { cornersOf, subjects } from "./corner";

describe("the page on other instrumentations (npm run docs:peers)", () => {
  const text = readFileSync(PEERS_PAGE, "utf8");
  const rows = new Map(tableRows(text).map(([name, ...cells]) => [name, cells]));

  for (const [index, { name, framework }] of compared.entries()) {
    it(`has as many corners of each subject as there are for ${name} on ${framework}`, () => {
      const mine = cornersOf(framework, corners);
      const expected = subjects.map((subject) => [subject, mine.filter((corner) => corner.subject === subject).length]);
      assert.deepEqual(subjects.map((subject) => [subject, Number(rows.get(subject)?.[index]?.split(" of ")[1])]), expected);
    });
  }

  it("names only corners that exist", () => {
    const names = new Set(corners.map(({ subject, name }) => `**${subject}**, ${name}`));
    const named = [...text.matchAll(/^- (\*\*.*?)(?:: (?:The client |`).*)$/gm)].map(([, corner]) => corner ?? "");
    assert.deepEqual(named.filter((corner) => !names.has(corner)), []);
    assert.ok(named.length > 100);
  });

  it("says that ours has every corner right", () => {
    const all = rows.get("**all**")?.slice(-3).map((cell) => cell.replaceAll("*", ""));
    assert.deepEqual(all, compared.slice(-3).map(({ framework }) => cornersOf(framework, corners).length).map((count) => `${count} of ${count}`));
  });
});
