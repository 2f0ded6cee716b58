/** Several processes that need the same release, and one that is interrupted. */
import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import type { Release } from "../../../sandbox/tools/release/release";
import { digestOf, script } from "./publisher";
import { executable, helloRelease, Workshop } from "./support";

/** A process of its own that ensures the fixture's tool. */
class Child {
  output = "";
  readonly process: ChildProcess;
  readonly end: Promise<number | string | null>;

  constructor({ fixture }: Workshop, release: Release) {
    this.process = spawn(process.execPath, ["--import", "tsx", join(__dirname, "../ensure-child.ts")], {
      env: {
        PATH: process.env.PATH,
        FIXTURE_ENV: JSON.stringify(fixture.env),
        FIXTURE_MODULES: fixture.modulesFolder,
        FIXTURE_RELEASES: JSON.stringify([release]),
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const collect = (data: Buffer): string => (this.output += data.toString());
    this.process.stdout?.on("data", collect);
    this.process.stderr?.on("data", collect);
    this.end = once(this.process, "close").then(([code, signal]) => (signal ?? code) as number | string | null);
  }
}

async function until(what: string, condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!condition()) {
    if (Date.now() > deadline) assert.fail(`timed out waiting until ${what}`);
    await sleep(20);
  }
}

describe("several processes that need the same release", function () {
  this.timeout(60_000);
  let workshop: Workshop;
  beforeEach(async () => (workshop = await new Workshop().start()));
  afterEach(() => workshop.end());

  /** The release, sent only once `open` is called. */
  function slow(): { release: Release; open: () => void } {
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    const address = workshop.publisher.on("/hello", (_request, response) => {
      response.writeHead(200).write("#!/bin/sh\n");
      void gate.then(() => response.end(script().slice("#!/bin/sh\n".length)));
    });
    return { release: helloRelease([executable(address, { sha256: digestOf(script()) })]), open };
  }
  const asked = () => workshop.publisher.seen.length;

  it("fetch it once; the second waits and says so", async () => {
    const { release, open } = slow();
    const first = new Child(workshop, release);
    await until("the first fetches", () => asked() === 1);
    const second = new Child(workshop, release);
    await until("the second waits", () => /Another process is working/.test(second.output));
    open();
    assert.deepEqual(await Promise.all([first.end, second.end]), [0, 0]);
    assert.match(first.output, /source=release/);
    assert.match(second.output, /source=cache/);
    assert.equal(asked(), 1);
    assert.equal(workshop.fixture.builds, 0);
  });

  it("leave nothing behind when the one that fetches is interrupted, and do not build instead", async () => {
    const { release } = slow();
    const child = new Child(workshop, release);
    await until("it fetches", () => asked() === 1);
    await until("something is there", () => workshop.cached.some((file) => file.includes(".unfinished-release-")));
    child.process.kill("SIGINT");
    assert.equal(await child.end, "SIGINT", child.output);
    assert.deepEqual(readdirSync(join(workshop.fixture.cache, "tools")), []);
    assert.equal(workshop.fixture.builds, 0);
  });

  it("remove what one that was killed has left", async () => {
    const { release, open } = slow();
    open();
    const left = join(workshop.fixture.cache, "tools/.unfinished-release-hello-1/downloads");
    mkdirSync(left, { recursive: true });
    writeFileSync(join(left, "file"), "half");
    const child = new Child(workshop, release);
    assert.equal(await child.end, 0, child.output);
    assert.equal(workshop.cached.length, 1, workshop.cached.join());
  });
});
