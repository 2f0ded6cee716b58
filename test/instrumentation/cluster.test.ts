import assert from "node:assert/strict";
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { request } from "./http";

describe("several workers in one process group", () => {
  let group: ChildProcess;
  let ports: number[];
  let metrics: number;

  before(async function () {
    this.timeout(60_000);
    group = fork(join(__dirname, "workers.ts"), { execArgv: ["--require", "tsx/cjs"] });
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

  it("are those that are left when one dies", async () => {
    group.send("kill one");
    for (let tries = 0; tries < 50 && !/status="200"\} 1$/m.test((await scrape()).body); tries++) await setTimeout(100);
    assert.match((await scrape()).body, /^http_requests_total\{method="GET",route="\/",status="200"\} 1$/m);
  }).timeout(30_000);
});
