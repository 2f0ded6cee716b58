import assert from "node:assert/strict";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { ToolModule } from "../../sandbox/tools/catalogue";
import { ensure } from "../../sandbox/tools/ensure";
import { ToolError } from "../../sandbox/tools/errors";
import { Fixture, hello } from "./fixture";

/** The finished tool and nothing else: no lock, no build cache, nothing unfinished. */
const finishedOnly = [/^tools\/hello-1\.2\.3-[0-9a-f]{12}\/bin\/hello$/];

/** What a build that failed leaves: what Go has compiled, for the next run. */
const leftByFailure = ["build/go/package"];

function assertFiles(actual: readonly string[], expected: readonly RegExp[]): void {
  assert.equal(actual.length, expected.length, actual.join(", "));
  for (const [index, pattern] of expected.entries()) assert.match(actual[index] ?? "", pattern);
}

async function rejection(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => assert.fail("should have been refused"),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof ToolError, String(error));
  return error.message;
}

describe("ensuring a tool", () => {
  let fixture: Fixture;
  beforeEach(() => (fixture = new Fixture()));
  afterEach(() => fixture.remove());

  it("takes the one on PATH if it is the pinned version", async () => {
    fixture.script("hello", "echo hello version v1.2.3");
    const tool = (await ensure(["hello"], fixture.options())).get("hello");
    assert.deepEqual(tool, { file: join(fixture.bin, "hello"), source: "path", version: "1.2.3" });
  });

  it("ignores the one on PATH if it is another version, and says why", async () => {
    fixture.fakeGo();
    fixture.script("hello", "echo hello version 1.2.30");
    const tool = (await ensure(["hello"], fixture.options())).get("hello");
    assert.equal(tool?.source, "built");
    assert.equal(tool.refused, `${join(fixture.bin, "hello")} is not version 1.2.3, it says: hello version 1.2.30`);
  });

  it("ignores the one on PATH if it does not print its version", async () => {
    fixture.fakeGo();
    fixture.script("hello", "echo 1.2.3; exit 2");
    const tool = (await ensure(["hello"], fixture.options())).get("hello");
    assert.equal(tool?.source, "built");
    assert.match(tool.refused ?? "", /does not print its version$/);
  });

  it("builds it once, and finds it in the cache afterwards without Go", async () => {
    fixture.fakeGo();
    assert.equal((await ensure(["hello"], fixture.options())).get("hello")?.source, "built");
    assertFiles(fixture.cached, finishedOnly);
    rmSync(join(fixture.bin, "go"));
    assert.equal((await ensure(["hello"], fixture.options())).get("hello")?.source, "cache");
    assert.equal(fixture.builds, 1);
  });

  it("builds it again when a pin changes", async () => {
    fixture.fakeGo();
    await ensure(["hello"], fixture.options());
    fixture.source("go.sum", "example.org/x v1.0.0 h1:abc\n");
    assert.equal((await ensure(["hello"], fixture.options())).get("hello")?.source, "built");
  });

  it("builds it again when its executable was removed from the cache", async () => {
    fixture.fakeGo();
    const first = (await ensure(["hello"], fixture.options())).get("hello");
    rmSync(first?.file ?? "");
    assert.equal((await ensure(["hello"], fixture.options())).get("hello")?.source, "built");
  });

  it("keeps the files that come with it, and does not look for those on PATH", async () => {
    fixture.fakeGo();
    fixture.script("hello", "echo hello 1.2.3");
    mkdirSync(join(fixture.root, "upstream/example"), { recursive: true });
    writeFileSync(join(fixture.root, "upstream/example/one.yaml"), "kind: One\n");
    writeFileSync(join(fixture.root, "upstream/example/README.md"), "not wanted\n");
    const assets = [{ goModule: "example.org/x", folder: "example", ending: ".yaml", to: "crds" }];
    const tools = await ensure(["hello"], fixture.options({ catalogue: [{ ...hello, assets }] }));
    assert.equal(tools.get("hello")?.source, "built");
    assertFiles(fixture.cached.sort(), [/\/bin\/hello$/, /\/crds\/one\.yaml$/]);
  });

  it("shows one line at the start and one at the end, with what it cost", async () => {
    fixture.fakeGo();
    await ensure(["hello"], fixture.options());
    assert.match(
      fixture.lines[0] ?? "",
      /^Building hello 1\.2\.3 from pinned Go modules, once, into .*: about 1 s on two cores\.$/,
    );
    assert.equal(fixture.lines[1], "[1/1] hello 1.2.3 (a greeting): building, about 1 s");
    assert.match(fixture.lines[2] ?? "", /^\[1\/1\] hello 1\.2\.3: built in \d s, 0 MB; \d s and 0 MB so far$/);
    assert.match(fixture.lines[3] ?? "", /^Built 1 of 1 in \d s; /);
    assert.equal(fixture.lines.length, 4);
  });

  it("shows signs of life while a build takes long", async () => {
    fixture.fakeGo({ build: "sleep 0.5" });
    await ensure(["hello"], fixture.options({ heartbeatMs: 100 }));
    assert.ok(fixture.lines.includes("[1/1] hello 1.2.3: compiling, 1 of 2 packages, 0 s"), fixture.lines.join("\n"));
  });

  it("shows nothing when silent", async () => {
    fixture.fakeGo();
    await ensure(["hello"], fixture.options({ progress: "silent" }));
    assert.deepEqual(fixture.lines, []);
  });

  it("keeps the build cache if told to", async () => {
    fixture.fakeGo();
    await ensure(["hello"], fixture.options({ env: { ...fixture.env, MONITORING_KEEP_BUILD_CACHE: "1" } }));
    assert.ok(fixture.cached.includes("build/go/package"));
  });

  describe("after a build that failed", () => {
    const fail = (): Promise<string> => {
      fixture.fakeGo({ build: "echo half > $GOTMPDIR/half; exit 1" });
      return rejection(ensure(["hello"], fixture.options()));
    };

    it("goes on from what Go has compiled, says so, and removes it in the end", async () => {
      await fail();
      const kept = "the next run goes on from there.";
      assert.equal(fixture.lines.at(-1), `What was downloaded and compiled stays in ${fixture.build}: ${kept}`);
      fixture.lines.length = 0;
      fixture.fakeGo({ build: 'test "$(cat $GOCACHE/earlier)" = compiled && test ! -e $GOTMPDIR/half || exit 1' });
      writeFileSync(join(fixture.build, "go/earlier"), "compiled\n");
      assert.equal((await ensure(["hello"], fixture.options())).get("hello")?.source, "built");
      const went = "Going on from what an earlier build downloaded and compiled: 0.0 GB in";
      assert.equal(fixture.lines[1], `${went} ${fixture.build}.`);
      assertFiles(fixture.cached, finishedOnly);
    });

    it("counts the room that its files take as there for the build", async () => {
      await fail();
      fixture.fakeGo();
      writeFileSync(join(fixture.build, "go/large"), "x".repeat(2e6));
      const catalogue = [{ ...hello, diskMegabytes: 3 }];
      const options = fixture.options({ catalogue, free: () => Promise.resolve(1.5e6) });
      assert.equal((await ensure(["hello"], options)).get("hello")?.source, "built");
    });

    it("builds only the modules that were not finished", async () => {
      const world: ToolModule = {
        ...hello,
        name: "world",
        commands: [{ name: "world", package: ".", versionArgs: [], printsVersion: "1.2.3" }],
      };
      const options = fixture.options({ catalogue: [hello, world] });
      mkdirSync(join(fixture.modulesFolder, "world"));
      writeFileSync(join(fixture.modulesFolder, "world/go.mod"), "module world\n\ngo 1.26.0\n");
      fixture.fakeGo({ build: 'case "$PWD" in *world) exit 1 ;; esac' });
      await rejection(ensure(["hello", "world"], options));
      assertFiles(fixture.cached.sort(), [/^build\/go\/package$/, ...finishedOnly]);
      fixture.fakeGo();
      const tools = await ensure(["hello", "world"], options);
      assert.equal(tools.get("hello")?.source, "cache");
      assert.equal(tools.get("world")?.source, "built");
      assert.equal(fixture.builds, 3);
    });
  });

  describe("that cannot be had", () => {
    it("says so if Go is missing", async () => {
      const env = { ...fixture.env, PATH: fixture.bin };
      const message = await rejection(ensure(["hello"], fixture.options({ env })));
      assert.equal(
        message,
        "Building hello 1.2.3 needs Go 1.26 or newer, and there is no go on PATH: " +
          "install it from https://go.dev/dl, or put these versions of hello on PATH.",
      );
      assert.deepEqual(fixture.cached, []);
    });

    it("says so if Go is too old", async () => {
      fixture.fakeGo({ version: "go1.25.9" });
      const message = await rejection(ensure(["hello"], fixture.options()));
      assert.match(
        message,
        /^Building hello 1\.2\.3 needs Go 1\.26 or newer, and the go on PATH is go1\.25\.9: install/,
      );
      assert.deepEqual(fixture.cached, []);
    });

    it("says so if the disk is too small", async () => {
      fixture.fakeGo();
      const catalogue = [{ ...hello, diskMegabytes: 4_000 }];
      const options = fixture.options({ catalogue, free: () => Promise.resolve(3.9e9) });
      const message = await rejection(ensure(["hello"], options));
      assert.equal(
        message,
        `Building hello takes up to 4.0 GB for a while, and ${fixture.cache} has 3.9 GB left: ` +
          "make room there, or point MONITORING_CACHE_DIR to a larger disk.",
      );
      assert.deepEqual(fixture.cached, []);
      assert.equal(fixture.builds, 0);
    });

    it("builds if the disk is just large enough", async () => {
      fixture.fakeGo();
      const catalogue = [{ ...hello, diskMegabytes: 4_000 }];
      await ensure(["hello"], fixture.options({ catalogue, free: () => Promise.resolve(4e9) }));
      assertFiles(fixture.cached, finishedOnly);
    });

    it("repeats Go's last lines if the build fails, without the packages that went well", async () => {
      fixture.fakeGo({ build: "echo './main.go:3:1: syntax error' >&2; exit 1" });
      const message = await rejection(ensure(["hello"], fixture.options()));
      assert.equal(message, "Go could not build hello 1.2.3:\n./main.go:3:1: syntax error");
      assert.match(fixture.lines.at(-2) ?? "", /hello 1\.2\.3: failed after 0 s$/);
      assert.deepEqual(fixture.cached, leftByFailure);
    });

    it("refuses a build that reports another version", async () => {
      fixture.fakeGo({ prints: "1.2.4" });
      const message = await rejection(ensure(["hello"], fixture.options()));
      assert.match(message, /^hello does not report version 1\.2\.3, it says: hello 1\.2\.4; check the pin/);
      assert.deepEqual(fixture.cached, leftByFailure);
    });

    it("says so if the files that should come with it are gone", async () => {
      fixture.fakeGo();
      mkdirSync(join(fixture.root, "upstream/example"), { recursive: true });
      const assets = [{ goModule: "example.org/x", folder: "example", ending: ".yaml", to: "crds" }];
      const message = await rejection(ensure(["hello"], fixture.options({ catalogue: [{ ...hello, assets }] })));
      assert.equal(message, "example.org/x holds no .yaml files in example: has upstream moved them?");
      assert.deepEqual(fixture.cached, leftByFailure);
    });
  });

  it("names the tools there are when asked for one there is not", async () => {
    await assert.rejects(ensure(["hullo"], fixture.options()), /no tool named hullo; there are hello$/);
  });
});
