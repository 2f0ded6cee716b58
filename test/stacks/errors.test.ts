import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readCluster } from "../../sandbox/cluster";
import { preview } from "../../sandbox/engine/commands";
import { down } from "../../sandbox/session/down";
import { exclusively } from "../../sandbox/session/lock";
import { offlineStack } from "../../sandbox/session/offline";
import { sandboxPlace } from "../../sandbox/session/place";
import { POLICY_ARGUMENTS, SESSION_TOOLS } from "../../sandbox/session/session";
import { up, type UpOptions } from "../../sandbox/session/up";
import { ensureTools } from "../../sandbox/tools";

describe("a deployment that cannot succeed", function () {
  this.timeout(300_000);
  let dir: string;
  const attempt = (options: Partial<UpOptions>) =>
    up({ stack: "staging", chart: "own", dir, log: () => undefined, ...options });

  beforeEach(() => (dir = mkdtempSync(join(tmpdir(), "errors-"))));
  afterEach(async () => {
    await down({ dir, log: () => undefined });
    rmSync(dir, { recursive: true, force: true });
  });

  /** The sentence is shown, and neither a process nor a file is left. */
  async function assertRefused(options: Partial<UpOptions>, sentence: RegExp): Promise<void> {
    await assert.rejects(attempt(options), sentence);
    assert.equal(readCluster(sandboxPlace(dir).cluster), undefined);
    assert.deepEqual(existsSync(dir) ? readdirSync(dir) : [], []);
  }

  it("names the secret that is missing, who wants it and what it must hold", async () => {
    const secretsFile = join(mkdtempSync(join(tmpdir(), "secrets-")), "secrets.json");
    writeFileSync(
      secretsFile,
      JSON.stringify({
        "qualisys/staging/slack": { alerts: "http://127.0.0.1:9/x" },
        "qualisys/staging/redis": { password: "x" },
      }),
    );
    await assertRefused(
      { secretsFile },
      /The secret "qualisys\/staging\/postgres" \(monitoring:databases\[0\]\.credentials\) cannot be read.*JSON keys host, password, username/,
    );
    rmSync(join(secretsFile, ".."), { recursive: true });
  });

  it("names the file with secrets that is missing", () =>
    assertRefused(
      { secretsFile: "/nowhere/secrets.json" },
      /--secrets \/nowhere\/secrets\.json: there is no such file/,
    ));
  it("names the chart that is missing", () =>
    assertRefused({ chart: "/nowhere/chart" }, /--chart \/nowhere\/chart: there is no chart at/));
  it("names the stack that has no file", () => assertRefused({ stack: "test" }, /The stack "test" has no file/));

  it("names the port that is taken", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as AddressInfo;
    await assertRefused({ apiPort: port }, new RegExp(`${port}.*--api-port`));
    await new Promise((resolve) => server.close(resolve));
  });

  it("names the command that is at work already, and leaves it alone", async () => {
    const place = sandboxPlace(dir);
    await exclusively(place, "up --stack staging", async () => {
      await assert.rejects(attempt({}), /"up --stack staging" is at work on this sandbox \(process \d+\)/);
      assert.ok(existsSync(place.lock));
    });
  });

  it("takes over the lock of a command that was killed", async () => {
    const place = sandboxPlace(dir);
    writeFileSync(place.lock, JSON.stringify({ pid: process.pid, startTime: "long ago", command: "up" }));
    await exclusively(place, "down", async () => assert.match(readFileSync(place.lock, "utf8"), /"down"/));
  });
});

describe("a preview that fails", function () {
  this.timeout(120_000);
  let dir: string;
  beforeEach(() => (dir = mkdtempSync(join(tmpdir(), "errors-"))));
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  /** Previews staging without a cluster, as `up` does before it makes anything. */
  async function previewed(overrides: Readonly<Record<string, unknown>>): Promise<string> {
    const tools = await ensureTools(SESSION_TOOLS);
    return preview(offlineStack("staging", { dir, tools, overrides }), { args: POLICY_ARGUMENTS });
  }

  it("names the policy that the stack violates", async () => {
    const sentence =
      /^Policy prometheus-retention \(kubernetes:helm\.sh\/v3:Release: stack-release\)\n.*\n.*retention is 16d; the limit is 15d/m;
    await assert.rejects(previewed({ "monitoring:prometheus": { retention: "16d" } }), sentence);
  });

  it("names the chart's repository that does not answer", async () => {
    await assert.rejects(
      previewed({ "monitoring:chart": { repository: "http://127.0.0.1:9/charts" } }),
      /127\.0\.0\.1:9/,
    );
  });
});
