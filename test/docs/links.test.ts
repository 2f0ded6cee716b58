/** Links lead somewhere: in every Markdown page to a file and a heading, in code and configuration to a page and a heading. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, extname, join, relative } from "node:path";
import type { Preset } from "unified-engine";
import { PROJECT_FOLDER } from "./markdown";

/** A page in a text that is no Markdown: `docs/alerts.md`, `README.md#commands`. Not within a URL, a longer path or a template. */
const MENTION =
  /(?<![\w./$}-])((?:docs|runbooks|instrumentation|sandbox)\/[\w./-]*?\w\.md|README\.md|CONTRIBUTING\.md|CHANGELOG\.md)(#[\w-]+)?/g;

/** Files that mention pages, or are pages themselves. */
const TEXTS = [".cjs", ".js", ".json", ".md", ".mjs", ".sh", ".ts", ".yaml", ".yml"];

/** Files of the working tree that Git has or would take, without this one and its broken links. */
const files = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"], {
  cwd: PROJECT_FOLDER,
  encoding: "utf8",
})
  .split("\0")
  .filter(
    (path) =>
      TEXTS.includes(extname(path)) &&
      existsSync(join(PROJECT_FOLDER, path)) &&
      join(PROJECT_FOLDER, path) !== __filename,
  );

/** A link that leads nowhere. */
type Fault = string;

/** What remark finds in Markdown pages: `docs/access.md:12 Cannot find file ...`. Paths are relative to the folder. */
async function brokenLinks(folder: string, paths: readonly string[]): Promise<readonly Fault[]> {
  // ES modules, which CommonJS cannot require.
  const [{ engine }, { remark }, { default: remarkGfm }, { default: remarkValidateLinks }] = await Promise.all([
    import("unified-engine"),
    import("remark"),
    import("remark-gfm"),
    import("remark-validate-links"),
  ]);
  return new Promise((resolve, reject) =>
    engine(
      {
        cwd: folder,
        files: [...paths],
        processor: remark().use(remarkGfm),
        // The engine's type takes only plugins whose options are of any type.
        plugins: [[remarkValidateLinks, { repository: false, root: folder }]] as Preset["plugins"],
        out: false,
        reporter: () => "", // The messages are taken from the files.
      },
      (error, _code, context) => {
        if (error) reject(error);
        else
          resolve(
            (context?.files ?? []).flatMap(({ path, messages }) =>
              messages.map(({ line, reason }) => `${path}:${line ?? 1} ${reason}`),
            ),
          );
      },
    ),
  );
}

/** Mentions of pages that do not exist or lack the heading. They are written to a page of links, so that remark checks them too. */
async function brokenMentions(folder: string, paths: readonly string[]): Promise<readonly Fault[]> {
  const mentions = paths.flatMap((path) =>
    readFileSync(join(folder, path), "utf8")
      .split("\n")
      .flatMap((line, index) => [...line.matchAll(MENTION)].map(([link]) => ({ link, where: `${path}:${index + 1}` }))),
  );
  const scratch = mkdtempSync(join(tmpdir(), "mentions-"));
  try {
    writeFileSync(
      join(scratch, "page.md"),
      mentions.map(({ link }) => `[mention](${relative(scratch, join(folder, link))})\n`).join(""),
    );
    const faults = await brokenLinks(scratch, ["page.md"]);
    return faults.map((fault) =>
      fault.replace(/^page\.md:(\d+)/, (_, line: string) => mentions[Number(line) - 1]?.where ?? ""),
    );
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

describe("the links of the repository", function () {
  this.timeout(60_000);

  it("lead to files and headings, in every Markdown page", async () => {
    const pages = files.filter((path) => path.endsWith(".md"));
    assert.ok(pages.length > 60, `only ${pages.length} pages were found`);
    assert.deepEqual(await brokenLinks(PROJECT_FOLDER, pages), []);
  });

  it("lead to pages and headings, in code, configuration and runbooks", async () =>
    assert.deepEqual(await brokenMentions(PROJECT_FOLDER, files), []));
});

describe("a link that leads nowhere", function () {
  this.timeout(60_000);
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "links-"));
    write("docs/access.md", "# Access\n\n## By port-forward\n");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function write(path: string, text: string): void {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }

  /** Faults of a page and of a source file, without the proposals that follow them. */
  async function faults(readme: string, source: string): Promise<readonly Fault[]> {
    write("README.md", readme);
    write("index.ts", source);
    const found = [
      ...(await brokenLinks(folder, ["README.md", "docs/access.md"])),
      ...(await brokenMentions(folder, ["index.ts"])),
    ];
    return found.map((fault) => fault.replace(/;.*$/, "").replaceAll(/`(?:\.\.\/)*[^`]*?(?=docs\/|$)/g, "`"));
  }

  const good = {
    readme: "# A\n\n[x](docs/access.md#by-port-forward) [y](#a)\n",
    source: 'throw new Error("See docs/access.md#by-port-forward.");\n',
  };
  const cases: readonly (readonly [what: string, readme: string, source: string, expected: readonly Fault[]])[] = [
    ["is not found among good ones", good.readme, good.source, []],
    [
      "is found where the file is missing",
      good.readme.replace("access", "acces"),
      good.source,
      [
        "README.md:3 Cannot find file `docs/acces.md`",
        "README.md:3 Cannot find heading for `#by-port-forward` in `docs/acces.md`",
      ],
    ],
    [
      "is found where the heading is missing",
      good.readme.replace("#by-", "#"),
      good.source,
      ["README.md:3 Cannot find heading for `#port-forward` in `docs/access.md`"],
    ],
    [
      "is found where a heading of the page itself is missing",
      good.readme.replace("#a)", "#b)"),
      good.source,
      ["README.md:3 Cannot find heading for `#b`"],
    ],
    [
      "is found in code where the page is missing",
      good.readme,
      good.source.replace("access", "acces"),
      [
        "index.ts:1 Cannot find file `docs/acces.md`",
        "index.ts:1 Cannot find heading for `#by-port-forward` in `docs/acces.md`",
      ],
    ],
    [
      "is found in code where the heading is missing",
      good.readme,
      good.source.replace("#by-", "#"),
      ["index.ts:1 Cannot find heading for `#port-forward` in `docs/access.md`"],
    ],
    [
      "is no part of a URL or of a longer path",
      good.readme,
      "// https://example.com/docs/none.md and charts/README.md and ${folder}/README.md\n",
      [],
    ],
  ];
  for (const [what, readme, source, expected] of cases)
    it(what, async () => assert.deepEqual(await faults(readme, source), expected));
});
