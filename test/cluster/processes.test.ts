import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stopCluster } from "../../sandbox/cluster";
import { endProcess, isAlive, memoryBytesOf, startDetached, startTimeOf } from "../../sandbox/cluster/processes";
import type { ProcessIdentity } from "../../sandbox/cluster/processes";
import { waitUntil } from "../../sandbox/cluster/wait";
import { temporaryFolder } from "./support";

describe("background processes", () => {
  const folder = temporaryFolder();
  const children: ChildProcess[] = [];

  after(() => {
    for (const child of children) child.kill("SIGKILL");
    folder.remove();
  });

  /** A process that prints a line once it is set up, and then waits. */
  async function waitingProcess(setUp = ""): Promise<ProcessIdentity> {
    const script = `${setUp}; setInterval(() => {}, 1000); console.log("ready")`;
    const child = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "ignore"] });
    children.push(child);
    await once(child.stdout, "data");
    const pid = child.pid ?? assert.fail("no process");
    return { pid, startTime: startTimeOf(pid) ?? assert.fail("it has no start time") };
  }

  it("tells a running process by its id and its start time", async () => {
    const identity = await waitingProcess();
    assert.ok(isAlive(identity));
    assert.ok(!isAlive({ ...identity, startTime: "another time" }));
    assert.equal(startTimeOf(identity.pid), identity.startTime, "the start time of a process doesn't change");
  });

  it("gives another start time to another process", async () => {
    const first = await waitingProcess();
    const second = await waitingProcess();
    assert.notEqual(first.startTime, second.startTime);
  });

  it("reports the memory of a running process and none of an ended one", async () => {
    const identity = await waitingProcess();
    const bytes = memoryBytesOf(identity) ?? assert.fail("no memory reported");
    assert.ok(bytes > 10e6 && bytes < 1e9, `${bytes} bytes are not what a Node process takes`);
    await endProcess(identity, 5_000);
    assert.equal(memoryBytesOf(identity), undefined);
  });

  it("ends a process on request", async () => {
    const identity = await waitingProcess();
    await endProcess(identity, 5_000);
    assert.ok(!isAlive(identity));
  });

  it("kills a process that ignores the request", async () => {
    const identity = await waitingProcess("process.on('SIGTERM', () => {})");
    const before = Date.now();
    await endProcess(identity, 300);
    assert.ok(!isAlive(identity));
    assert.ok(Date.now() - before >= 300, "it was not given its time");
  });

  it("does not signal another process that has taken over the id", async () => {
    const identity = await waitingProcess();
    await endProcess({ ...identity, startTime: "another time" }, 100);
    assert.ok(isAlive(identity));
  });

  it("does not signal another process when a cluster with a stale record is stopped", async () => {
    const identity = await waitingProcess();
    const dir = join(folder.path, "stale");
    mkdirSync(dir);
    const stale = { ...identity, startTime: "another time" };
    const record = {
      server: "https://127.0.0.1:1",
      startedAt: "2026-01-01T00:00:00Z",
      starter: stale,
      ready: true,
      processes: [{ name: "etcd", ...stale, log: join(dir, "etcd.log") }],
    };
    writeFileSync(join(dir, "cluster.json"), JSON.stringify(record));
    await stopCluster(dir);
    assert.ok(isAlive(identity));
    assert.ok(!existsSync(dir), "the folder is still there");
  });

  it("says which program can't be started", async () => {
    const path = join(folder.path, "missing-program");
    const command = { path, args: [], dir: folder.path, log: join(folder.path, "log") };
    await assert.rejects(
      startDetached(command, () => assert.fail("nothing was started")),
      /missing-program can't be started: .*ENOENT/,
    );
  });

  it("ends a process that can't be put on record", async () => {
    let started: ProcessIdentity | undefined;
    const command = {
      path: process.execPath,
      args: ["-e", "setInterval(() => {}, 1000)"],
      dir: folder.path,
      log: join(folder.path, "log"),
    };
    const refuse = (identity: ProcessIdentity) => {
      started = identity;
      throw new Error("no record");
    };
    await assert.rejects(startDetached(command, refuse), /no record/);
    await endsSoon(started ?? assert.fail("it was not started"));
  });

  it("gives a background process nothing of the environment but PATH", async () => {
    const log = join(folder.path, "environment.log");
    let identity: ProcessIdentity | undefined;
    const args = ["-e", "console.log(Object.keys(process.env).sort().join())"];
    await startDetached(
      { path: process.execPath, args, dir: folder.path, log, env: { EXTRA: "1" } },
      (it) => (identity = it),
    );
    await endsSoon(identity ?? assert.fail("it was not started"));
    assert.equal(
      readFileSync(log, "utf8")
        .trim()
        .split(",")
        .filter((name) => !name.startsWith("__"))
        .join(),
      "EXTRA,GOGC,HOME,PATH,TMPDIR",
    );
  });

  async function endsSoon(identity: ProcessIdentity): Promise<void> {
    await waitUntil({
      what: "its end",
      timeoutMs: 10_000,
      missing: async () => (isAlive(identity) ? "its end" : undefined),
    });
  }
});
