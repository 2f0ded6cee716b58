/** The console as the process that it is. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../../../sandbox/cluster/ports";
import { consoleCommand } from "../../../sandbox/live/console/command";
import { API_POD, type FakeApi, fakeApi } from "./kubelet/cluster.fixture";
import { settingsIn } from "./fixtures";

/** As many pods as production has, and some. */
const PODS = 60;

/** What it may take then. It takes 67 to 75 MiB; Node alone takes 42. */
const MOST_MIB = 90;

describe("the console as a process", function () {
  this.timeout("30s");
  let folder: string;
  let api: FakeApi;
  let port: number;
  let child: ChildProcess | undefined;
  let output = "";
  let ended: Promise<number | null>;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "console-process-"));
    api = await fakeApi();
    port = await freePort();
    output = "";
  });
  afterEach(async () => {
    child?.kill("SIGKILL");
    await api.stop();
    rmSync(folder, { recursive: true });
  });

  function start(change: object = {}, args?: readonly string[]): void {
    const file = join(folder, "settings.json");
    const settings = { ...settingsIn(folder), port, apiServer: api.url, ...change };
    writeFileSync(file, JSON.stringify(settings));
    writeFileSync(settings.tokenFile, "the-account-token");
    const { path, args: usual } = consoleCommand(file);
    const started = spawn(path, args ?? usual, { env: {}, stdio: ["ignore", "pipe", "pipe"] });
    started.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    started.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
    ended = new Promise((resolve) => started.once("close", resolve));
    child = started;
  }

  async function answered(path: string): Promise<string> {
    for (;;) {
      try {
        return await (await fetch(`http://127.0.0.1:${port}${path}`)).text();
      } catch (error) {
        if (child?.exitCode !== null) throw new Error(`It has ended: ${output}`, { cause: error });
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  }

  it("answers, stays small, and ends when it is told to", async () => {
    api.lists.pods = Array.from({ length: PODS }, (_, number) => ({
      ...API_POD,
      metadata: { ...API_POD.metadata, name: `pod-${number}`, uid: `uid-${number}`, managedFields: "x".repeat(6_000) },
    }));
    start();
    for (let round = 0; round < 20; round++)
      for (const path of ["/kubelet/node-1/metrics", "/kubelet/node-1/metrics/cadvisor", "/api/state"])
        await answered(path);
    if (process.platform === "linux") assertSmall();
    child?.kill("SIGTERM");
    assert.equal(await ended, 0);
    assert.equal(output, "");
  });

  /** Linux tells how much of the memory it has. */
  function assertSmall(): void {
    const [, kib] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child?.pid}/status`, "utf8")) ?? [];
    assert.ok(Number(kib) / 1024 < MOST_MIB, `${Number(kib) / 1024} MiB`);
  }

  it("says which settings are wrong, without a stack trace", async () => {
    start({ token: "short", prometheus: "none" });
    assert.equal(await ended, 1);
    assert.match(output, /^The console's settings are wrong:\n {2}token: .*\n {2}prometheus: .*\n$/);
  });

  it("says that its port is taken", async () => {
    const other: Server = createServer();
    await new Promise<void>((resolve) => other.listen(port, "127.0.0.1", resolve));
    start();
    assert.equal(await ended, 1);
    assert.equal(output, `Port ${port} on 127.0.0.1 can't be the console's: address already in use.\n`);
    await new Promise((resolve) => other.close(resolve));
  });

  it("ends a crash loop that was left behind, as soon as it starts", async () => {
    const [status] = API_POD.status.containerStatuses;
    const state = { waiting: { reason: "CrashLoopBackOff", message: "made by the sandbox's console" } };
    api.lists.pods = [{ ...API_POD, status: { ...API_POD.status, containerStatuses: [{ ...status, state }] } }];
    start({ crashLoop: { namespace: "staging", selector: "app=qualisys-api" } });
    await answered("/api/heartbeats");
    while (!api.asked.some(({ method }) => method === "PATCH")) await new Promise((resolve) => setTimeout(resolve, 10));
  });
});
