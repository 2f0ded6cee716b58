/** Built tools that go from one machine to another: whole and unchanged, or not at all. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { create, extract } from "tar";

import { exportBundle, type WrittenBundle } from "../../sandbox/tools/bundle/export";
import { importBundle, type ImportOptions } from "../../sandbox/tools/bundle/import";
import { MANIFEST } from "../../sandbox/tools/bundle/manifest";
import { ensure } from "../../sandbox/tools/ensure";
import { ToolError } from "../../sandbox/tools/errors";
import { releaseFolder } from "../../sandbox/tools/release/folder";
import { filesIn, Fixture, hello } from "./fixture";
import { script } from "./release/publisher";
import { executable, helloRelease } from "./release/support";

const TIMING = { answerMs: 300, stallMs: 300, retryMs: 10 };

async function refusal(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => assert.fail("should have been refused"),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof ToolError, String(error));
  assert.ok(!error.message.includes("\n"), error.message);
  return error.message;
}

describe("a bundle of built tools", () => {
  let fixture: Fixture;
  let bundle: string;
  let written: WrittenBundle;
  /** The cache of the other machine, which has no Go. */
  let elsewhere: string;

  const options = (change: Partial<ImportOptions> = {}): ImportOptions => ({
    cache: elsewhere,
    modulesFolder: fixture.modulesFolder,
    env: { PATH: "/usr/bin:/bin" },
    log: (line) => fixture.lines.push(line),
    timing: TIMING,
    ...change,
  });
  const left = () => filesIn(elsewhere);
  const place = () => ({ cache: fixture.cache, modulesFolder: fixture.modulesFolder });

  beforeEach(async () => {
    fixture = new Fixture();
    elsewhere = join(fixture.root, "elsewhere");
    bundle = join(fixture.root, "bundle.tar.gz");
    fixture.fakeGo();
    await ensure(["hello"], fixture.options({ progress: "silent" }));
    written = await exportBundle(bundle, [hello], place());
  });
  afterEach(() => fixture.remove());

  /** The bundle, unpacked, changed and packed again. */
  async function repacked(change: (content: string, tool: string) => void): Promise<void> {
    const content = join(fixture.root, "content");
    mkdirSync(content);
    await extract({ file: bundle, cwd: content });
    const manifest = JSON.parse(readFileSync(join(content, MANIFEST), "utf8")) as { tools: { folder: string }[] };
    change(content, manifest.tools[0]?.folder ?? "");
    await create({ file: bundle, cwd: content, gzip: true }, ["."]);
  }
  const editManifest = (content: string, from: string | RegExp, to: string) => {
    const file = join(content, MANIFEST);
    const text = readFileSync(file, "utf8");
    assert.notEqual(text.replace(from, to), text);
    writeFileSync(file, text.replace(from, to));
  };

  it("brings the tools to an empty cache, without Go, and leaves nothing else there", async () => {
    assert.deepEqual(await importBundle(bundle, [hello], options()), [hello]);
    const [file = "", ...others] = left();
    assert.match(file, /^tools\/hello-1\.2\.3-[0-9a-f]{12}\/bin\/hello$/);
    assert.deepEqual(others, []);
    const env = { PATH: "/usr/bin:/bin", MONITORING_CACHE_DIR: elsewhere };
    assert.equal((await ensure(["hello"], fixture.options({ env }))).get("hello")?.source, "cache");
  });

  it("leaves nothing of an import that was killed", async () => {
    mkdirSync(join(elsewhere, "tools/.unfinished-import-1"), { recursive: true });
    writeFileSync(join(elsewhere, "tools/.unfinished-import-1/archive"), "half");
    await importBundle(bundle, [hello], options());
    assert.deepEqual(
      left().filter((file) => file.includes("unfinished")),
      [],
    );
  });

  it("is the same for the cache that it is from: nothing is missing, nothing is taken", async () => {
    assert.deepEqual(await importBundle(bundle, [hello], options({ cache: fixture.cache })), []);
  });

  it("is not written where a tool is missing, and says how to get it", async () => {
    const other = { ...hello, name: "other" };
    mkdirSync(join(fixture.modulesFolder, "other"));
    const file = join(fixture.root, "new.tar.gz");
    assert.match(
      await refusal(exportBundle(file, [hello, other], place())),
      /other 1\.2\.3 is not in .*; run `npm run tools` first/,
    );
    assert.ok(!existsSync(file));
    assert.match(
      await refusal(exportBundle(join(fixture.root, "nowhere", "x"), [hello], place())),
      /there is no folder .*nowhere; make it, or name another file/,
    );
  });

  it("gives nothing for other pins, which are other tools", async () => {
    fixture.source("go.sum", "example.org/x v1.0.0 h1:abc\n");
    assert.deepEqual(await importBundle(bundle, [hello], options()), []);
    assert.deepEqual(left(), []);
  });

  describe("with a release in it", () => {
    const releases = [helloRelease([executable("https://example.org/hello", { sha256: "0".repeat(64) })], "2.0.0")];

    beforeEach(async () => {
      // As if it had been taken: beside the built one, and preferred to it.
      const folder = releaseFolder(fixture.cache, releases[0]!);
      mkdirSync(join(folder, "bin"), { recursive: true });
      writeFileSync(join(folder, "bin/hello"), script("2.0.0"), { mode: 0o755 });
      await exportBundle(bundle, [hello], { ...place(), releases });
    });

    it("brings it to a machine that takes releases, with its version", async () => {
      const taken = await importBundle(bundle, [hello], options({ releases }));
      assert.deepEqual(
        taken.map(({ version }) => version),
        ["2.0.0"],
      );
      assert.match(left().join(), /^tools\/hello-2\.0\.0-release-[0-9a-f]{12}\/bin\/hello$/);
    });

    it("gives nothing where releases are switched off", async () => {
      assert.deepEqual(await importBundle(bundle, [hello], options()), []);
      assert.deepEqual(left(), []);
    });
  });

  it("with the built tool serves a machine that takes releases as well", async () => {
    const releases = [helloRelease([executable("https://example.org/hello", { sha256: "0".repeat(64) })], "2.0.0")];
    const taken = await importBundle(bundle, [hello], options({ releases }));
    assert.deepEqual(
      taken.map(({ version }) => version),
      ["1.2.3"],
    );
  });

  const broken: Readonly<Record<string, readonly [(content: string, tool: string) => void, RegExp]>> = {
    "has a changed file": [
      (content, tool) => writeFileSync(join(content, tool, "bin/hello"), "#!/bin/sh\necho hello 1.2.3 # changed\n"),
      /bin\/hello of hello 1\.2\.3 is not as it was exported; nothing of the bundle is used/,
    ],
    "has a file more": [
      (content, tool) => writeFileSync(join(content, tool, "bin/more"), ""),
      /bin\/more of hello 1\.2\.3 is not as it was exported/,
    ],
    "lacks a file": [
      (content, tool) => rmSync(join(content, tool, "bin/hello")),
      /bin\/hello of hello 1\.2\.3 is not as it was exported/,
    ],
    "has a link": [
      (content, tool) => symlinkSync("/etc/passwd", join(content, tool, "bin/link")),
      /is no whole bundle of tools \(.*bin\/link is neither a file nor a folder\)/,
    ],
    "is of another platform": [
      (content) => editManifest(content, `"${process.platform}"`, '"plan9"'),
      /holds tools for plan9 .*, and this machine is .*; export one here/,
    ],
    "has a manifest of another layout": [
      (content) => editManifest(content, '"layout": 1', '"layout": 2'),
      /is no whole bundle of tools/,
    ],
    "has a path in its manifest that leads out of it": [
      (content) => editManifest(content, '"bin/hello"', '"../hello"'),
      /is no whole bundle of tools/,
    ],
    "has no manifest": [(content) => rmSync(join(content, MANIFEST)), /is no whole bundle of tools \(ENOENT/],
  };
  for (const [what, [change, says]] of Object.entries(broken)) {
    it(`is refused where it ${what}`, async () => {
      await repacked(change);
      assert.match(await refusal(importBundle(bundle, [hello], options())), says);
      assert.deepEqual(left(), []);
    });
  }

  it("is refused where its tool does not say its version, digest or not", async () => {
    const script = "#!/bin/sh\necho hello 1.2.4\n";
    await repacked((content, tool) => {
      writeFileSync(join(content, tool, "bin/hello"), script);
      editManifest(content, /[0-9a-f]{64}/, createHash("sha256").update(script).digest("hex"));
    });
    assert.match(await refusal(importBundle(bundle, [hello], options())), /hello does not report version 1\.2\.3/);
    assert.deepEqual(left(), []);
  });

  for (const [what, content] of [
    ["is cut off", (whole: Buffer) => whole.subarray(0, whole.length / 2)],
    ["is empty", () => Buffer.alloc(0)],
    ["is something else", () => Buffer.from("<html>Log in</html>")],
  ] as const) {
    it(`is refused where it ${what}`, async () => {
      writeFileSync(bundle, content(readFileSync(bundle)));
      assert.match(
        await refusal(importBundle(bundle, [hello], options())),
        /is no whole bundle of tools \(.+\); export it again with `npm run tools -- --export FILE`/,
      );
      assert.deepEqual(left(), []);
    });
  }

  it("is taken with the digest that the export printed, and with no other", async () => {
    assert.match(
      await refusal(importBundle(bundle, [hello], options({ digest: "0".repeat(64) }))),
      new RegExp(`has the SHA-256 ${written.digest}, not 0{64}; it is not used`),
    );
    assert.deepEqual(await importBundle(bundle, [hello], options({ digest: written.digest })), [hello]);
  });

  it("that is not there is named", async () =>
    assert.match(await refusal(importBundle("/nowhere", [hello], options())), /^\/nowhere: there is no such bundle/));

  describe("at an address", () => {
    let server: Server;
    let answer: (response: ServerResponse, path: string) => void;
    let base: string;
    beforeEach(async () => {
      server = createServer(({ url }, response) => answer(response, url ?? ""));
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      answer = (response) => response.end(readFileSync(bundle));
    });
    afterEach(() => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    });

    it("is fetched by the name in MONITORING_TOOLS_URL, before anything is built", async () => {
      rmSync(join(fixture.bin, "go"));
      const env = {
        ...fixture.env,
        MONITORING_CACHE_DIR: elsewhere,
        MONITORING_TOOLS_URL: `${base}/tools?token=canary`,
      };
      assert.equal((await ensure(["hello"], fixture.options({ env }))).get("hello")?.source, "bundle");
      assert.deepEqual(fixture.lines, [
        `Fetching built tools from ${base}/tools.`,
        "Taken from the bundle in MONITORING_TOOLS_URL: hello 1.2.3.",
      ]);
    });

    it("is found behind a redirect", async () => {
      answer = (response, path) =>
        path === "/moved" ? response.end(readFileSync(bundle)) : response.writeHead(302, { location: "/moved" }).end();
      assert.deepEqual(await importBundle(`${base}/tools`, [hello], options()), [hello]);
    });

    const faults: Readonly<Record<string, readonly [(response: ServerResponse) => void, RegExp]>> = {
      "is not there": [(response) => response.writeHead(404).end(), /cannot be fetched: the host answers 404\.$/],
      "is not shown without a login": [(response) => response.writeHead(403).end(), /the host answers 403/],
      "does not answer": [() => undefined, /cannot be fetched: no answer for 0\.3 s/],
      "stops in the middle": [
        (response) => response.writeHead(200, { "content-length": "1000" }).write("abc"),
        /cannot be fetched: no data for 0\.3 s/,
      ],
      "breaks off": [
        (response) => {
          response.writeHead(200, { "content-length": "1000" }).write("abc");
          setTimeout(() => response.destroy(), 50);
        },
        /cannot be fetched: /,
      ],
      "is a page": [(response) => response.end("<html>Log in</html>"), /\/tools is no whole bundle of tools/],
    };
    for (const [what, [respond, says]] of Object.entries(faults)) {
      it(`that ${what} is named without its token, and the tools are built`, async () => {
        answer = respond;
        const message = await refusal(importBundle(`${base}/tools?token=canary`, [hello], options()));
        assert.match(message, says);
        assert.doesNotMatch(message, /canary/);
        assert.deepEqual(left(), []);
      });
    }

    it("that cannot be had costs a sentence: the tools are built", async () => {
      answer = (response) => response.writeHead(500).end();
      const env = { ...fixture.env, MONITORING_CACHE_DIR: elsewhere, MONITORING_TOOLS_URL: `${base}/tools` };
      assert.equal((await ensure(["hello"], fixture.options({ env }))).get("hello")?.source, "built");
      assert.equal(fixture.lines[1], `MONITORING_TOOLS_URL: ${base}/tools cannot be fetched: the host answers 500.`);
    });

    it("is not asked for where nothing may be fetched", async () => {
      answer = () => assert.fail("it was asked for");
      const env = { ...fixture.env, MONITORING_CACHE_DIR: elsewhere, MONITORING_TOOLS_URL: `${base}/tools` };
      const offline = { ...env, MONITORING_TOOLS_OFFLINE: "1" };
      assert.equal((await ensure(["hello"], fixture.options({ env: offline }))).get("hello")?.source, "built");
      assert.match(fixture.lines[0] ?? "", /^MONITORING_TOOLS_OFFLINE is 1: nothing is fetched/);
    });
  });
});
