/** MONITORING_TOOLS_RELEASES: the project's own table, another one, or none. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { ToolModule } from "../../../sandbox/tools/catalogue";
import { ToolError } from "../../../sandbox/tools/errors";
import { releasesOf } from "../../../sandbox/tools/release/source";
import { releaseTable } from "../../../sandbox/tools/release/table";
import { hello } from "../fixture";

const SHA256 = "0".repeat(64);

/** A valid table; tests change one field. */
const part = {
  kind: "archive",
  address: "https://store.example.org/hello.tar.gz",
  checksum: { sha256: SHA256 },
  files: { hello: "hello-1.2.3/hello" },
};
const release = { tool: "hello", version: "1.2.3", platform: "linux", arch: "x64", parts: [part] };

describe("MONITORING_TOOLS_RELEASES", () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "releases-"));
    file = join(folder, "releases.json");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function read(content: unknown, catalogue: readonly ToolModule[] = [hello]) {
    writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
    return releasesOf({ MONITORING_TOOLS_RELEASES: file }, catalogue);
  }

  function refusal(content: unknown, catalogue?: readonly ToolModule[]): string {
    try {
      read(content, catalogue);
    } catch (error) {
      assert.ok(error instanceof ToolError, String(error));
      assert.ok(!error.message.includes("\n"), error.message);
      return error.message.replace(file, "FILE");
    }
    return assert.fail("should have been refused");
  }
  const withPart = (change: object) => ({ releases: [{ ...release, parts: [{ ...part, ...change }] }] });
  const withRelease = (change: object) => ({ releases: [{ ...release, ...change }] });

  it("is the project's own table by default", () => {
    assert.equal(releasesOf({}, [hello]), releaseTable);
    assert.equal(releasesOf({ MONITORING_TOOLS_RELEASES: "" }, [hello]), releaseTable);
  });

  it("switches releases off by the word none", () =>
    assert.deepEqual(releasesOf({ MONITORING_TOOLS_RELEASES: "none" }, [hello]), []));

  it("names another table, in a file", () =>
    assert.deepEqual(read({ releases: [release] }), [{ ...release, tried: false }]));

  it("that is no file is named, with what may be written", () =>
    assert.throws(
      () => releasesOf({ MONITORING_TOOLS_RELEASES: "/nowhere" }, [hello]),
      /^ToolError: MONITORING_TOOLS_RELEASES: \/nowhere cannot be read; name a JSON file with releases, or write none to use none\.$/,
    ));

  const wrong: Readonly<Record<string, readonly [unknown, string]>> = {
    "is no JSON": ["{", "FILE is no JSON; sandbox/tools/README.md shows what a table of releases looks like."],
    "has no releases": [{}, "FILE: releases: has to be a list of releases."],
    "has an unknown tool": [withRelease({ tool: "helo" }), 'FILE: releases[0].tool ("helo"): has to be one of hello.'],
    "has a version with a v": [
      withRelease({ version: "v1.2.3" }),
      'FILE: releases[0].version ("v1.2.3"): has to be a version like 3.6.5, without a v.',
    ],
    "has an unknown platform": [
      withRelease({ platform: "win32" }),
      'FILE: releases[0].platform ("win32"): has to be linux or darwin.',
    ],
    "has an unknown processor": [
      withRelease({ arch: "amd64" }),
      'FILE: releases[0].arch ("amd64"): has to be x64 or arm64.',
    ],
    "has a key too many": [withRelease({ tried: true }), 'FILE: releases[0]: Unrecognized key: "tried".'],
    "has no parts": [withRelease({ parts: [] }), "FILE: releases[0].parts: have to be one download at least."],
    "has a part of no kind": [
      withPart({ kind: "zip" }),
      'FILE: releases[0].parts[0].kind ("zip"): has to be archive, executable, documents or image.',
    ],
    "has an address that is none": [
      withPart({ address: "file:///hello" }),
      'FILE: releases[0].parts[0].address ("file:///hello"): has to be an http(s) address, like https://store.example.org/etcd.tar.gz.',
    ],
    "has a digest that is none": [
      withPart({ checksum: { sha256: "abc" } }),
      'FILE: releases[0].parts[0].checksum.sha256 ("abc"): has to be a SHA-256: 64 hexadecimal digits in small letters.',
    ],
    "has no checksum": [
      withPart({ checksum: {} }),
      'FILE: releases[0].parts[0].checksum: has to be {"sha256": "<64 hexadecimal digits>"}, {"list": "<address of a checksum file>"} or {"none": "<why>"}.',
    ],
    "has a path that leads out of the archive": [
      withPart({ files: { hello: "../hello" } }),
      'FILE: releases[0].parts[0].files.hello ("../hello"): has to be a path inside of the archive, like folder/etcd.',
    ],
    "has a command that leads out of the cache": [
      withPart({ files: { "../hello": "hello" } }),
      'FILE: releases[0].parts[0].files.../hello ("hello"): has to hold paths by the names of commands.',
    ],
    "lacks a command": [
      withPart({ files: { other: "hello" } }),
      "FILE: releases[0].parts: have to give hello, each once.",
    ],
    "brings documents for a tool without": [
      withRelease({
        parts: [part, { kind: "documents", address: part.address, checksum: part.checksum, to: "crds" }],
      }),
      "FILE: releases[0].parts: have documents, and hello comes with none.",
    ],
    "has one platform twice": [
      { releases: [release, release] },
      "FILE: releases[1]: is the second one of hello for linux x64.",
    ],
  };
  for (const [what, [content, says]] of Object.entries(wrong))
    it(`is refused where it ${what}`, () => assert.equal(refusal(content), says));

  it("is refused where the documents of a tool are missing", () => {
    const assets = [{ goModule: "example.org/x", folder: "crds", ending: ".yaml", to: "crds" }];
    assert.equal(
      refusal({ releases: [release] }, [{ ...hello, assets }]),
      "FILE: releases[0].parts: have to have documents to crds.",
    );
  });
});
