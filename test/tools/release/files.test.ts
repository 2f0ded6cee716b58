/** Releases that are files: every layout, and everything that may be wrong with one. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

import { ensure } from "../../../sandbox/tools/ensure";
import type { Part } from "../../../sandbox/tools/release/release";
import { filesIn, hello } from "../fixture";
import { archive, digestOf, script, type Entries } from "./publisher";
import { executable, helloRelease, Workshop } from "./support";

/** The finished release and nothing else: no lock, nothing unfinished. */
const FINISHED = /^tools\/hello-1\.2\.3-release-[0-9a-f]{12}\/bin\/hello$/;

describe("a tool from its publisher's release", () => {
  let workshop: Workshop;
  beforeEach(async () => (workshop = await new Workshop().start()));
  afterEach(() => workshop.end());

  /** An archive that is served, as a part with the right digest. */
  async function packed(entries: Entries, path: string, options = {}): Promise<Part> {
    const content = await archive(entries, options);
    const address = workshop.publisher.file("/hello.tar.gz", content);
    return { kind: "archive", address, checksum: { sha256: digestOf(content) }, files: { hello: path } };
  }

  const served = (content: string, digest = digestOf(content)): Part =>
    executable(workshop.publisher.file("/hello", content), { sha256: digest });

  /** Where the release was refused: it is built, nothing of the release is left, and the sentence says why. */
  async function refused(parts: readonly Part[], why: RegExp): Promise<void> {
    assert.equal((await workshop.take(parts)).source, "built");
    assert.match(workshop.refusal, why);
    assert.ok(!workshop.refusal.includes("\n"), workshop.refusal);
    assert.deepEqual(
      workshop.cached.filter((file) => !/^tools\/hello-1\.2\.3-[0-9a-f]{12}\/bin\/hello$/.test(file)),
      [],
    );
  }

  const layouts: Readonly<Record<string, () => Promise<Part>>> = {
    "in a folder of an archive": () =>
      packed({ "hello-1.2.3/hello": script(), "hello-1.2.3/LICENSE": "text" }, "hello-1.2.3/hello"),
    "at the root of an archive": () => packed({ hello: script(), "README.md": "text" }, "hello"),
    "at the root of an archive whose paths begin with a dot": () => packed({ "./hello": script() }, "hello"),
    "under another name in an archive": () => packed({ "hello-linux-amd64": script() }, "hello-linux-amd64"),
    "in an archive that is not compressed": () => packed({ hello: script() }, "hello", { gzip: false }),
    "that is the file itself": () => Promise.resolve(served(script())),
  };
  for (const [where, part] of Object.entries(layouts)) {
    it(`is taken where it is one ${where}, and can be run`, async () => {
      const tool = await workshop.take([await part()]);
      assert.equal(tool.source, "release");
      assert.equal(execFileSync(tool.file, { encoding: "utf8" }), "hello 1.2.3\n");
      const [file = "", ...others] = workshop.cached;
      assert.match(file, FINISHED);
      assert.deepEqual(others, []);
      assert.equal(workshop.fixture.builds, 0);
    });
  }

  it("is in the cache afterwards, and nothing is fetched again", async () => {
    const part = served(script());
    await workshop.take([part]);
    assert.equal((await workshop.take([part])).source, "cache");
    assert.deepEqual(workshop.publisher.paths, ["/hello"]);
  });

  it("says what is fetched, what came of it, and where it is from", async () => {
    await workshop.take([served(script())]);
    const [first = "", second = "", third, ...others] = workshop.fixture.lines;
    assert.match(first, /^Fetching the publishers' releases of hello 1\.2\.3 into .*tools\.$/);
    assert.match(second, /^ {2}hello 1\.2\.3 \(a greeting\): taken, 0 MB in \d s$/);
    assert.equal(third, "Taken from the publishers' releases: hello 1.2.3.");
    assert.deepEqual(others, []);
  });

  it("says nothing when silent", async () => {
    await workshop.take([served(script())], { progress: "silent" });
    assert.deepEqual(workshop.fixture.lines, []);
  });

  it("has several executables, each from a download of its own", async () => {
    const module = {
      ...hello,
      commands: ["hello", "goodbye"].map((name) => ({ ...hello.commands[0]!, name })),
    };
    const parts = ["hello", "goodbye"].map((command): Part => {
      const address = workshop.publisher.file(`/${command}`, script());
      return { kind: "executable", address, checksum: { sha256: digestOf(script()) }, command };
    });
    const found = await ensure(["hello", "goodbye"], workshop.options([helloRelease(parts)], { catalogue: [module] }));
    assert.deepEqual(
      [...found.values()].map(({ source }) => source),
      ["release", "release"],
    );
    assert.equal(workshop.cached.length, 2);
  });

  it("brings the definitions of a file as a file each", async () => {
    const definition = (name: string) =>
      `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  annotations:\n    a: b\n  name: ${name}\nspec:\n  names:\n    kind: X\n`;
    const text = `---\n${definition("ones.example.org")}---\n${definition("twos.example.org")}---\n# the end\n`;
    const crds: Part = {
      kind: "documents",
      address: workshop.publisher.file("/crds.yaml", text),
      checksum: { none: "No list is published." },
      to: "crds",
    };
    const assets = [{ goModule: "example.org/x", folder: "crds", ending: ".yaml", to: "crds" }];
    const tool = await workshop.take([served(script()), crds], { catalogue: [{ ...hello, assets }] });
    assert.equal(tool.source, "release");
    const read = (name: string) => readFileSync(join(tool.variant?.folder ?? "", "crds", name), "utf8");
    assert.equal(read("ones.example.org.yaml"), `---\n${definition("ones.example.org")}`);
    assert.equal(read("twos.example.org.yaml"), `---\n${definition("twos.example.org")}`);
  });

  it("is not taken where one of its documents is something else", () =>
    refused(
      [
        served(script()),
        {
          kind: "documents",
          address: workshop.publisher.file("/crds.yaml", "---\nkind: Secret\nmetadata:\n  name: a\n"),
          checksum: { none: "No list is published." },
          to: "crds",
        },
      ],
      /crds\.yaml: document 1 is no CustomResourceDefinition\.$/,
    ));

  describe("whose version is the deployed one", () => {
    const newer = () => [served(script("2.0.0"))];

    it("says that version, and is preferred to the built one where both are there", async () => {
      await workshop.take([]); // Builds it.
      assert.equal(workshop.fixture.builds, 1);
      const built = await workshop.take(newer(), { version: "2.0.0" });
      assert.deepEqual([built.source, built.version], ["cache", "1.2.3"], "what is there is enough");
      workshop.fixture.source("go.sum", "example.org/x v1.0.0 h1:abc\n");
      const taken = await workshop.take(newer(), { version: "2.0.0" });
      assert.deepEqual([taken.source, taken.version], ["release", "2.0.0"]);
      workshop.fixture.source("go.sum", "");
      const found = await workshop.take(newer(), { version: "2.0.0" });
      assert.deepEqual([found.source, found.version], ["cache", "2.0.0"]);
    });

    for (const version of ["1.2.3", "2.0.0"]) {
      it(`is not needed where PATH has ${version}`, async () => {
        workshop.fixture.script("hello", `echo hello ${version}`);
        const tool = await workshop.take(newer(), { version: "2.0.0" });
        assert.deepEqual([tool.source, tool.version], ["path", version]);
        assert.deepEqual(workshop.publisher.paths, []);
      });
    }

    it("is taken where PATH has a third one, and says so", async () => {
      workshop.fixture.script("hello", "echo hello 3.0.0");
      const tool = await workshop.take(newer(), { version: "2.0.0" });
      assert.equal(tool.source, "release");
      assert.match(tool.refused ?? "", /is not version 1\.2\.3 or 2\.0\.0, it says: hello 3\.0\.0$/);
    });
  });

  it("is not taken where it has another digest, and is never run", async () => {
    const ran = join(workshop.fixture.root, "ran");
    const content = `#!/bin/sh\ntouch ${ran}\necho hello 1.2.3\n`;
    await refused(
      [served(content, "0".repeat(64))],
      new RegExp(
        `^The release of hello 1\\.2\\.3 is not taken: .*/hello has the SHA-256 ${digestOf(content)}, not 0{64}; it is not used\\.$`,
      ),
    );
    assert.ok(!existsSync(ran), "it was run");
  });

  it("is not taken where it says another version", () =>
    refused([served(script("1.2.4"))], /hello does not report version 1\.2\.3, it says: hello 1\.2\.4; check the row/));

  it("is not taken where it does not start", () =>
    refused([served("\x7fELF of another processor")], /hello does not report version 1\.2\.3, it says: nothing/));

  it("is not taken where it is a page on which one logs in", () =>
    refused([served("<html>Log in</html>", digestOf(script()))], /has the SHA-256 .*; it is not used/));

  it("is not taken where such a page is what a list of digests would be", () => {
    const list = workshop.publisher.file("/list", "<html>\n<body>Log in</body>\n</html>");
    return refused(
      [executable(workshop.publisher.file("/hello", script()), { list })],
      /\/list holds no SHA-256 of hello\.$/,
    );
  });

  it("is not taken where the archive lacks it", async () =>
    refused([await packed({ "bin/other": script() }, "bin/hello")], /hello\.tar\.gz holds no file bin\/hello\.$/));

  it("is not taken where it is a link in the archive", async () => {
    const secret = join(workshop.fixture.root, "secret");
    writeFileSync(secret, script());
    await refused(
      [await packed({ hello: { link: secret } }, "hello")],
      /cannot be unpacked: hello in it is no regular file\.$/,
    );
  });

  it("is taken from an archive with paths and links that lead out, of which nothing is written", async () => {
    const entries = { "../../../../evil": script(), "/evil": script(), link: { link: "../.." }, "link/evil": script() };
    const evil = await archive({ ...entries, hello: script() });
    assert.ok(gunzipSync(evil).includes("../../../../evil"));
    const address = workshop.publisher.file("/evil.tar.gz", evil);
    const part: Part = { kind: "archive", address, checksum: { sha256: digestOf(evil) }, files: { hello: "hello" } };
    assert.equal((await workshop.take([part])).source, "release", workshop.refusal);
    assert.equal(workshop.cached.length, 1);
    assert.deepEqual(
      filesIn(workshop.fixture.root).filter((file) => file.endsWith("evil")),
      [],
    );
  });

  it("is not taken where the archive is cut off, digest or not", async () => {
    const whole = await archive({ hello: script() + "#".repeat(100_000) });
    const half = whole.subarray(0, whole.length / 2);
    const address = workshop.publisher.file("/half.tar.gz", half);
    await refused(
      [{ kind: "archive", address, checksum: { sha256: digestOf(half) }, files: { hello: "hello" } }],
      /half\.tar\.gz cannot be unpacked: /,
    );
  });

  it("is built where the kept digests are spoilt, and says what to remove", async () => {
    mkdirSync(workshop.fixture.cache, { recursive: true });
    writeFileSync(join(workshop.fixture.cache, "release-digests.json"), "not JSON");
    assert.equal((await workshop.take([served(script())])).source, "built");
    assert.match(
      workshop.fixture.lines[0] ?? "",
      /release-digests\.json is not as it was written: .*; remove the file/,
    );
  });

  describe("whose digest its publisher says", () => {
    const listed = (list: string, content = script()): Part =>
      executable(workshop.publisher.file("/dist/hello", content), {
        list: workshop.publisher.file("/dist/sums", list),
      });

    const right = digestOf(script());
    const wrong = "f".repeat(64);
    const lists: Readonly<Record<string, string>> = {
      "as a bare hash": right,
      "as a bare hash with a line end": `${right}\n`,
      "in a list of names": `${wrong}  other\n${right}  hello\n${wrong}  hello.sig\n`,
      "in a list of binary files": `${right} *hello\n`,
      "in a list of paths": `${wrong}  ./dist/other\r\n${right}  ./dist/hello\r\n`,
      "in capitals": `${right.toUpperCase()}  hello\n`,
    };
    for (const [how, list] of Object.entries(lists)) {
      it(`is taken where it is said ${how}`, async () =>
        assert.equal((await workshop.take([listed(list)])).source, "release", workshop.refusal));
    }

    const others: Readonly<Record<string, readonly [string, RegExp]>> = {
      "is another one": [
        `${wrong}  hello\n`,
        /\/dist\/hello has the SHA-256 .*, and .*\/dist\/sums says f{64}; it is not used/,
      ],
      "is missing": [`${right}  hello.tar.gz\n`, /\/dist\/sums holds no SHA-256 of hello\.$/],
      "is said twice": [`${right}  hello\n${wrong}  hello\n`, /holds no SHA-256 of hello/],
      "is one of SHA-512": [`${"a".repeat(128)}  hello\n`, /holds no SHA-256 of hello/],
      "is empty": ["", /holds no SHA-256 of hello/],
    };
    for (const [what, [list, why]] of Object.entries(others)) {
      it(`is not taken where that ${what}`, () => refused([listed(list)], why));
    }

    it("is not taken where the list cannot be had", async () => {
      const part = listed(right);
      workshop.publisher.status("/dist/sums", 404);
      await refused([part], /\/dist\/sums cannot be fetched: the host answers 404\.$/);
    });

    it("is not taken where the address had another content once, whatever the list says now", async () => {
      assert.equal((await workshop.take([listed(right)])).source, "release");
      const kept = join(workshop.fixture.cache, "release-digests.json");
      const address = workshop.publisher.address("/dist/hello");
      assert.deepEqual(JSON.parse(readFileSync(kept, "utf8")), { [address]: right });

      rmSync(join(workshop.fixture.cache, "tools"), { recursive: true });
      const content = `${script()}# changed\n`;
      assert.equal((await workshop.take([listed(`${digestOf(content)}  hello\n`, content)])).source, "built");
      const why = `/dist/hello has the SHA-256 ${digestOf(content)}, and had ${right} when it was first downloaded; if its publisher says why, remove its line from `;
      assert.ok(workshop.refusal.includes(why), workshop.refusal);
    });

    it("is not remembered where the release proved wrong: the right one is taken later", async () => {
      await refused(
        [executable(workshop.publisher.file("/dist/hello", "<html>Log in</html>"), { none: "-" })],
        /does not report/,
      );
      workshop.fixture.source("go.sum", "x");
      workshop.publisher.file("/dist/hello", script());
      const part = executable(workshop.publisher.address("/dist/hello"), { none: "-" });
      assert.equal((await workshop.take([part])).source, "release", workshop.refusal);
    });
  });

  it("is not fetched where nothing may be", async () => {
    const env = { ...workshop.fixture.env, MONITORING_TOOLS_OFFLINE: "1" };
    assert.equal((await workshop.take([served(script())], { env })).source, "built");
    assert.deepEqual(workshop.publisher.paths, []);
    assert.equal(
      workshop.fixture.lines[0],
      "MONITORING_TOOLS_OFFLINE is 1: nothing is fetched from the publishers' releases.",
    );
  });

  it("of another platform is not for this one", async () => {
    const release = { ...helloRelease([served(script())]), arch: "s390x" };
    assert.equal((await ensure(["hello"], workshop.options([release]))).get("hello")?.source, "built");
    assert.deepEqual(workshop.publisher.paths, []);
  });
});
