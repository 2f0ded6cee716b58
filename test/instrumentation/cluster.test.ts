import assert from "node:assert/strict";
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { shareMetrics } from "../../instrumentation";
import { request } from "./http";

describe("several workers in one process group", () => {
  let group: ChildProcess;
  let ports: number[];
  let metrics: number;

  before(async function () {
    this.timeout(60_000);
    group = fork(join(__dirname, "workers.ts"), { execArgv: ["--require", "tsx/cjs"], silent: true });
    [{ ports, metrics }] = (await once(group, "message")) as [{ ports: number[]; metrics: number }];
  });

  after(() => void group.kill());

  const scrape = () => request(metrics, "/metrics");

  it("have one endpoint, in the primary, with the sum of what each counted", async () => {
    const [one = 0, other = 0] = ports;
    for (const port of [one, one, one, other]) await request(port, "/");
    const { status, body } = await scrape();
    assert.equal(status, 200);
    assert.match(body, /^http_requests_total\{method="GET",route="\/",status="200"\} 4$/m);
    assert.match(body, /^http_request_duration_seconds_bucket\{le="\+Inf",method="GET",route="\/",status="200"\} 4$/m);
    assert.match(body, /^http_requests_in_flight 0$/m);
    assert.match(body, /^nodejs_eventloop_lag_p99_seconds /m);
  });

  /** How many requests the endpoint has of a status. */
  const counted = async (wanted: number): Promise<number> => {
    const { status, body } = await scrape();
    assert.equal(status, 200, body);
    return Number(new RegExp(`^http_requests_total\\{.*status="${wanted}"\\} (\\d+)$`, "m").exec(body)?.[1] ?? 0);
  };

  it("keep what one counted that dies, so that no sum ever falls", async () => {
    const [one = 0, other = 0] = ports;
    for (let times = 0; times < 25; times++) await request(one, "/fails");
    assert.equal(await counted(500), 25);
    group.send("kill");
    for (let tries = 0; tries < 20; tries++) {
      assert.deepEqual([await counted(200), await counted(500)], [4, 25]);
      await setTimeout(50);
    }
    await assert.rejects(request(one, "/"));
    await request(other, "/");
    const { body } = await scrape();
    assert.match(body, /^http_requests_total\{method="GET",route="\/",status="200"\} 5$/m);
    assert.match(body, /^http_request_duration_seconds_count\{method="GET",route="\/",status="500"\} 25$/m);
    assert.match(body, /^http_requests_in_flight 0$/m);
  }).timeout(30_000);

  it("have an endpoint that answers while one starts, and beside one that shares nothing", async () => {
    const started = Promise.all([once(group, "message"), (group.send("fork silent"), undefined)]);
    let scrapes = 0;
    let isStarted = false;
    void started.then(() => (isStarted = true));
    const deadline = Date.now() + 30_000;
    while (!isStarted && Date.now() < deadline) {
      const before = performance.now();
      assert.equal(await counted(500), 25);
      assert.ok(performance.now() - before < 2000);
      scrapes++;
      await setTimeout(50);
    }
    assert.ok(scrapes > 1);
    assert.equal(await counted(500), 25);
  }).timeout(60_000);

  it("tell the last of what they counted where they end by an error", async () => {
    const [, other = 0] = ports;
    const before = await counted(200);
    for (let times = 0; times < 3; times++) await request(other, "/");
    await request(other, "/ends");
    await setTimeout(500);
    assert.equal(await counted(200), before + 4);
  }).timeout(30_000);

  it("share nothing but registries", () => {
    assert.throws(() => shareMetrics({} as never), /^TypeError: shareMetrics: the arguments have to be registries/);
  });
});
