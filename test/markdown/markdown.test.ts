/** What a text holds is shown, and never read as markup. */
import assert from "node:assert/strict";
import {
  code,
  codeBlock,
  heading,
  joined,
  LINE_BREAK,
  link,
  list,
  markdown,
  paragraph,
  phrase,
  prose,
  strong,
  table,
  text,
} from "../../markdown";

/** Words that GitHub would read as markup, and how they have to be written. */
const WORDS = [
  ["emphasis", "a *b* _c_ ~~d~~", "a \\*b\\* \\_c\\_ \\~\\~d\\~\\~"],
  ["HTML", "<img src=x> &lt;", "\\<img src=x> \\&lt;"],
  ["code", "a `b`", "a \\`b\\`"],
  ["a link", "[a](https://example.com)", "\\[a]\\(https\\://example.com)"],
] as const;

describe("words in Markdown", () => {
  for (const [what, words, written] of WORDS) {
    it(`are no ${what} in a paragraph`, () => assert.equal(markdown(paragraph(words)), `${written}\n`));
    it(`are no ${what} in a cell`, () =>
      assert.equal(markdown(table(["Words"], [[words]])), `| Words |\n| - |\n| ${written} |\n`));
  }

  it("are no heading, list or rule at the start of a paragraph", () =>
    assert.deepEqual(
      ["# a", "- a", "1. a", "---", "> a"].map((words) => markdown(paragraph(words))),
      ["\\# a\n", "\\- a\n", "1\\. a\n", "\\---\n", "\\> a\n"],
    ));

  it("do not end a cell", () =>
    assert.equal(markdown(table(["Words"], [["a | b\nc"]])), "| Words |\n| - |\n| a \\| b&#xA;c |\n"));
});

describe("code in Markdown", () => {
  it("does not end a cell, or its line", () =>
    assert.equal(markdown(table(["Code"], [[code("a | b\n`c`")]])), "| Code |\n| - |\n| `` a \\| b `c` `` |\n"));

  it("does not end its block", () =>
    assert.equal(markdown(codeBlock("sh", "```\n````\n")), "`````sh\n```\n````\n`````\n"));
});

describe("a page in Markdown", () => {
  it("is written in one way", () =>
    assert.equal(
      markdown(
        heading(2, "A page"),
        ...prose("Hand-written *words*,\non two lines.\n\n* one\n* two"),
        paragraph("See ", link("this", "https://example.com"), " and ", strong("that"), "."),
        table(
          ["Name", "Values"],
          [
            [code("a"), joined([code("1"), "two"], LINE_BREAK)],
            ["", [text("three")]],
          ],
        ),
        list(["four", phrase("`five`")]),
      ),
      "## A page\n\nHand-written *words*,\non two lines.\n\n- one\n- two\n\nSee [this](https://example.com) and **that**.\n\n| Name | Values |\n| - | - |\n| `a` | `1`<br>two |\n| | three |\n\n- four\n- `five`\n",
    ));

  it("has no paragraph where a phrase is meant", () =>
    assert.throws(() => phrase("one\n\ntwo"), /^Error: "one\n\ntwo" is not one line of Markdown\.$/));
});
