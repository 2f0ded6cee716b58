import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { CoreV1Api } from "@kubernetes/client-node";
import { clusterReport, kubeConfigOf, readCluster, startCluster, stopCluster } from "../../sandbox/cluster";
import type { Cluster } from "../../sandbox/cluster";
import { apply } from "../../sandbox/cluster/client";
import { freePort } from "../../sandbox/cluster/ports";
import { isAlive } from "../../sandbox/cluster/processes";
import { waitUntil } from "../../sandbox/cluster/wait";
import type { Tools } from "../../sandbox/tools";
import { commandsWith, realTools, START_TIMEOUT_MS, temporaryFolder } from "./support";

describe("starting a sandbox cluster", function () {
  this.timeout(START_TIMEOUT_MS);
  const folder = temporaryFolder();
  const dir = join(folder.path, "cluster");
  let tools: Tools;
  let lines: string[] = [];
  const log = (line: string) => lines.push(line);

  before(async function () {
    // A machine without the tools builds them here.
    this.timeout(0);
    tools = await realTools();
  });

  beforeEach(() => {
    lines = [];
  });

  afterEach(async () => {
    await stopCluster(dir);
    assert.deepEqual(commandsWith(dir), [], "processes were left behind");
    assert.ok(!existsSync(dir), "the folder was left behind");
  });

  after(() => folder.remove());

  it("says which port is taken and starts nothing", async () => {
    const server = createServer();
    await once(server.listen(0, "127.0.0.1"), "listening");
    const address = server.address();
    const apiPort = address !== null && typeof address === "object" ? address.port : assert.fail("no port");
    try {
      await assert.rejects(startCluster({ dir, tools, apiPort, log }), {
        message: `Port ${apiPort} is taken on 127.0.0.1: choose another with --api-port, or end what uses it.`,
      });
      assert.deepEqual(lines, []);
      assert.ok(!existsSync(dir));
    } finally {
      server.close();
    }
  });

  it("says the same when the port is taken only after the look, and leaves nothing", async () => {
    const server = createServer();
    let apiPort = 0;
    // Another program is quicker: it takes the port once etcd is about to start.
    const slow: Tools = {
      ...tools,
      path: (name) => {
        if (name === "etcd") server.listen(apiPort, "127.0.0.1");
        return tools.path(name);
      },
    };
    apiPort = await freePort();
    try {
      await assert.rejects(
        startCluster({ dir, tools: slow, apiPort, log }),
        /^PortTakenError: Port \d+ is taken on 127\.0\.0\.1/,
      );
      assert.ok(!existsSync(dir));
    } finally {
      server.close();
    }
  });

  it("refuses a port that does not exist", async () => {
    await assert.rejects(
      startCluster({ dir, tools, apiPort: 70_000, log }),
      /Port 70000 does not exist: .* from 1 to 65535/,
    );
  });

  it("refuses a folder that holds something else, and leaves it alone", async () => {
    const other = join(folder.path, "documents");
    mkdirSync(other);
    writeFileSync(join(other, "thesis.txt"), "years of work");
    await assert.rejects(
      startCluster({ dir: other, tools, log }),
      /holds files but no sandbox cluster: give an empty or a new folder/,
    );
    await stopCluster(other);
    assert.deepEqual(readdirSync(other), ["thesis.txt"]);
  });

  it("names a process that ends, shows the end of its log, and leaves nothing", async () => {
    const broken: Tools = {
      ...tools,
      path: (name) => (name === "kube-apiserver" ? failingProgram(folder.path) : tools.path(name)),
    };
    await assert.rejects(startCluster({ dir, tools: broken, log }), (error: Error) => {
      assert.match(
        error.message,
        /^kube-apiserver ended while the sandbox was starting\. The last lines of its log:\n/,
      );
      assert.match(error.message, /no luck today$/);
      return true;
    });
    assert.ok(!existsSync(dir));
    assert.deepEqual(commandsWith(dir), []);
  });

  it("replaces a cluster whose etcd was killed, with a sentence", async () => {
    const first = await startCluster({ dir, tools, log });
    await apply(kubeConfigOf(first), { apiVersion: "v1", kind: "Namespace", metadata: { name: "old" } });
    const etcd = first.processes.find(({ name }) => name === "etcd") ?? assert.fail("no etcd");
    process.kill(etcd.pid, "SIGKILL");
    await waitUntil({
      what: "its end",
      timeoutMs: 5_000,
      missing: async () => (isAlive(etcd) ? "its end" : undefined),
    });
    const report = await clusterReport(readCluster(dir) ?? assert.fail("no cluster"));
    assert.deepEqual(
      report.processes.filter(({ alive }) => !alive).map(({ name }) => name),
      ["etcd"],
    );
    assert.equal(report.problem, "The API server can't answer: etcd not running");

    lines = [];
    const second = await startCluster({ dir, tools, log });
    assert.match(lines[0] ?? "", /is not complete \(etcd not running\); removing it and starting a new one\.$/);
    assert.notEqual(second.startedAt, first.startedAt);
    for (const record of first.processes) assert.ok(!isAlive(record), `the old ${record.name} is still running`);
    const { items } = await kubeConfigOf(second).makeApiClient(CoreV1Api).listNamespace();
    assert.ok(!items.some(({ metadata }) => metadata?.name === "old"));
  });

  it("cleans up a start that was killed half-way", async () => {
    const child = startInChild(dir);
    const half = await processesAppear(dir, 2);
    child.kill("SIGKILL");
    await once(child, "exit");
    const cluster = await startCluster({ dir, tools, log });
    assert.match(lines[0] ?? "", /^An earlier start of the sandbox cluster in .* was broken off/);
    for (const record of half.processes) assert.ok(!isAlive(record), `the old ${record.name} is still running`);
    for (const record of cluster.processes) assert.ok(record.alive);
  });

  it("does not disturb another start that is under way, whose cluster lives on when its starter has ended", async () => {
    const child = startInChild(dir);
    await processesAppear(dir, 1);
    await assert.rejects(
      startCluster({ dir, tools, log }),
      new RegExp(
        `Another start of the sandbox cluster in .* is under way \\(process ${child.pid}\\): wait for it to end`,
      ),
    );
    const [code] = await once(child, "exit");
    assert.equal(code, 0);
    const cluster = readCluster(dir) ?? assert.fail("no cluster");
    for (const record of cluster.processes) assert.ok(record.alive, `${record.name} ended with its starter`);
    assert.equal((await clusterReport(cluster)).problem, undefined);
  });
});

/** Starts a cluster from a process of its own. */
function startInChild(dir: string) {
  const script = join(__dirname, "start-in-child.ts");
  return spawn(process.execPath, ["--require", "tsx/cjs", script, dir], { stdio: ["ignore", "ignore", "inherit"] });
}

/** Waits until a start that is under way has put some processes on record. */
async function processesAppear(dir: string, count: number): Promise<Cluster> {
  let cluster: Cluster | undefined;
  await waitUntil({
    what: "a start to begin",
    timeoutMs: START_TIMEOUT_MS,
    intervalMs: 10,
    missing: async () => {
      cluster = readCluster(dir);
      return (cluster?.processes.length ?? 0) >= count ? undefined : `${count} processes`;
    },
  });
  return cluster ?? assert.fail("no cluster");
}

/** A program that says something and fails. */
function failingProgram(folder: string): string {
  const path = join(folder, "failing-program");
  writeFileSync(path, "#!/bin/sh\necho starting\necho no luck today\nexit 1\n", { mode: 0o755 });
  return path;
}
