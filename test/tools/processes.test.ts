import assert from "node:assert/strict";
import { once } from "node:events";
import { readdirSync, readFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { spawn, type ChildProcess } from "node:child_process";

import { Fixture } from "./fixture";

/** A process of its own that ensures the fixture's tool. */
class Child {
  output = "";
  readonly process: ChildProcess;

  constructor(fixture: Fixture) {
    this.process = spawn(process.execPath, ["--import", "tsx", join(__dirname, "ensure-child.ts")], {
      env: {
        PATH: process.env.PATH,
        FIXTURE_ENV: JSON.stringify(fixture.env),
        FIXTURE_MODULES: fixture.modulesFolder,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const collect = (data: Buffer): string => (this.output += data.toString());
    this.process.stdout?.on("data", collect);
    this.process.stderr?.on("data", collect);
  }

  /** The exit code, or the signal the process ended by. */
  async end(): Promise<number | string | null> {
    const [code, signal] = (await once(this.process, "close")) as [number | null, string | null];
    return signal ?? code;
  }
}

async function until(what: string, condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!condition()) {
    if (Date.now() > deadline) assert.fail(`timed out waiting until ${what}`);
    await sleep(20);
  }
}

describe("several processes that need the same tool", function () {
  this.timeout(60_000);
  let fixture: Fixture;
  beforeEach(() => (fixture = new Fixture()));
  afterEach(() => fixture.remove());

  it("build it once; the second waits and says so", async () => {
    fixture.fakeGo({ build: "sleep 2" });
    const first = new Child(fixture);
    const firstEnd = first.end();
    await until("the first builds", () => fixture.builds === 1);
    const second = new Child(fixture);
    assert.deepEqual(await Promise.all([firstEnd, second.end()]), [0, 0]);
    assert.match(first.output, /source=built/);
    assert.match(second.output, /Another process is building tools in .*: waiting for it to finish\./);
    assert.match(second.output, /source=cache/);
    assert.equal(fixture.builds, 1);
  });

  it("leave only what Go has compiled when the one that builds is interrupted, and go on from there", async () => {
    fixture.fakeGo({ build: "exec sleep 30" });
    const child = new Child(fixture);
    const end = child.end();
    await until("it builds", () => fixture.builds === 1);
    child.process.kill("SIGINT");
    assert.equal(await end, "SIGINT");
    assert.match(child.output, /stays in .*: the next run goes on from there\./);
    assert.deepEqual(fixture.cached, ["build/go/package"]);
    assert.deepEqual(readdirSync(join(fixture.cache, "tools")), []);

    fixture.fakeGo();
    const next = new Child(fixture);
    assert.equal(await next.end(), 0, next.output);
    assert.match(next.output, /^Going on from what an earlier build downloaded and compiled/m);
    assert.match(next.output, /source=built/);
    assert.equal(fixture.cached.length, 1, fixture.cached.join(", "));
  });

  it("recover when the one that builds is killed outright", async () => {
    const pid = join(fixture.root, "pid");
    fixture.fakeGo({ build: `echo $$ > ${pid}; exec sleep 30` });
    const killed = new Child(fixture);
    const killedEnd = killed.end();
    await until("it builds", () => existsSync(pid) && readFileSync(pid, "utf8") !== "");
    killed.process.kill("SIGKILL");
    process.kill(Number(readFileSync(pid, "utf8")), "SIGKILL");
    assert.equal(await killedEnd, "SIGKILL");
    assert.ok(fixture.cached.includes("tools/.lock"), "the lock is left, so the next one has to decide about it");

    fixture.fakeGo();
    const next = new Child(fixture);
    assert.equal(await next.end(), 0, next.output);
    assert.match(next.output, /source=built/);
    assert.equal(fixture.cached.length, 1, fixture.cached.join(", "));
    assert.equal(readdirSync(join(fixture.cache, "tools")).length, 1);
  });
});
