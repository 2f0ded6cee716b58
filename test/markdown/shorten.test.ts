/** Whatever is cut is cut in whole lines and rows, and everything that was begun is ended. */
import assert from "node:assert/strict";
import { code, codeBlock, heading, html, list, markdown, paragraph, prose, table } from "../../markdown";
import { outputBlocks, shortened, shortenedMarkdown } from "../../markdown/shorten";

const NOTICE = paragraph("More is left out.");
const lines = (count: number, text = "a line") => Array.from({ length: count }, (_, index) => `${text} ${index}`);

/** Values that are markup, or would end what they stand in. */
const NASTY = [
  "``````",
  "a | b",
  "</details><img src=x>",
  "@qualisys/team",
  "#123",
  "a\nb",
  "<!-- monitoring:production -->",
  "\\",
  "# heading",
];

describe("Markdown that is too long", () => {
  it("stays as it is where it is not", () => assert.equal(shortened([paragraph("a")], 100, NOTICE), "a\n"));

  it("loses whole blocks at its end", () =>
    assert.equal(
      shortened(
        lines(10).map((line) => paragraph(line)),
        50,
        NOTICE,
      ),
      "a line 0\n\na line 1\n\na line 2\n\nMore is left out.\n",
    ));

  it("loses whole lines of code", () =>
    assert.equal(
      shortened([codeBlock("diff", lines(50).join("\n"))], 60, NOTICE),
      "```diff\na line 0\na line 1\na line 2\n```\n\nMore is left out.\n",
    ));

  it("loses whole rows of a table", () =>
    assert.equal(
      shortened(
        [
          table(
            ["A"],
            lines(50).map((line) => [line]),
          ),
        ],
        60,
        NOTICE,
      ),
      "| A |\n| - |\n| a line 0 |\n| a line 1 |\n\nMore is left out.\n",
    ));

  it("loses whole items of a list", () =>
    assert.equal(shortened([list(lines(50))], 45, NOTICE), "- a line 0\n- a line 1\n\nMore is left out.\n"));

  it("closes what is folded, and says below it that something is missing", () =>
    assert.equal(
      shortened(
        [
          html("<details>"),
          html("<summary>The diff</summary>"),
          codeBlock("diff", lines(50).join("\n")),
          html("</details>"),
        ],
        110,
        NOTICE,
      ),
      "<details>\n\n<summary>The diff</summary>\n\n```diff\na line 0\na line 1\na line 2\n```\n\n</details>\n\nMore is left out.\n",
    ));

  it("opens no fold that nothing is in", () =>
    assert.equal(
      shortened(
        [
          paragraph("first"),
          html("<details>"),
          html("<summary>The diff</summary>"),
          codeBlock("diff", "x".repeat(500)),
          html("</details>"),
        ],
        100,
        NOTICE,
      ),
      "first\n\nMore is left out.\n",
    ));

  it("is well formed wherever it is cut, whatever it holds", () => {
    const source = markdown(
      heading(2, "A report"),
      table(
        ["What", "Value"],
        NASTY.map((value) => [code(value), value]),
      ),
      html("<details>"),
      html("<summary>The diff</summary>"),
      codeBlock("diff", [...NASTY, ...lines(20), ...NASTY].join("\n")),
      html("</details>"),
      paragraph("The end."),
    );
    for (let limit = 60; limit <= source.length; limit += 7) {
      const cut = shortenedMarkdown(source, limit, NOTICE);
      assert.ok(cut.length <= limit, `${cut.length} of ${limit}`);
      const blocks = prose(cut);
      const last = blocks.at(-1);
      assert.ok(limit >= source.length || (last?.type === "paragraph" && cut.endsWith("\nMore is left out.\n")), cut);
      const marks = (mark: string) => blocks.filter((block) => block.type === "html" && block.value === mark).length;
      assert.equal(marks("<details>"), marks("</details>"), cut);
      // What stands in the block of code is a beginning of what stood there.
      const whole = prose(source).find(({ type }) => type === "code") as { value: string };
      for (const block of blocks) if (block.type === "code") assert.ok(whole.value.startsWith(block.value), cut);
    }
  });
});

describe("the output of another program", () => {
  const shown = (output: string, limit = 1_000) =>
    markdown(...outputBlocks(output, limit, (left, of) => paragraph(`The first ${left} of ${of} lines are left out.`)));

  it("stays in its block, whatever it holds", () => {
    for (const value of NASTY) {
      const [block, ...others] = prose(shown(value));
      assert.deepEqual(others, []);
      assert.equal(block?.type === "code" ? block.value : "", value);
    }
  });

  it("has no colours and no control characters", () =>
    assert.equal(shown("\u001b[31merror\u001b[0m\u0007: a\u0000b\r\nnext"), "```text\nerror: ab\nnext\n```\n"));

  it("shows the last state of a line that was written over", () =>
    assert.equal(shown("10 %\r50 %\r100 %\ndone"), "```text\n100 %\ndone\n```\n"));

  it("keeps the end of a long one, in whole lines, and says so before it", () =>
    assert.equal(
      shown(lines(30).join("\n"), 40),
      "The first 28 of 30 lines are left out.\n\n```text\na line 28\na line 29\n```\n",
    ));

  it("cuts a line that is longer than anybody reads, between characters", () =>
    assert.match(
      shown(`${"😀".repeat(3_000)}\nlast`, 5_000),
      /^```text\n(😀){1000}… \(2000 more characters\)\nlast\n```\n$/u,
    ));
});
