import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { DEFAULT_BUCKETS } from "../../../instrumentation";
import { memoryBytesOf, startTimeOf } from "../../../sandbox/cluster/processes";
import { waitUntil } from "../../../sandbox/cluster/wait";
import {
  removeDatabase,
  restartCache,
  restartDatabase,
  startCache,
  startDatabase,
  stopCache,
  stopDatabase,
  type LiveCache,
  type LiveDatabase,
} from "../../../sandbox/live/databases";
import { compilePrograms, setFault, type CompiledPrograms, type ServiceSettings } from "../../../sandbox/live/services";
import { end, scraped, serving, settingsOf, start, TOKEN, type Running } from "./processes";

const MIB = 1024 * 1024;

/** What a load is at least expected to have sent before something is said of it. */
const ENOUGH = 20;

describe("the sample services", function () {
  this.timeout("3m");
  let dir: string;
  let programs: CompiledPrograms;
  let database: LiveDatabase;
  let cache: LiveCache;
  let api: ServiceSettings;
  let web: ServiceSettings;
  const running: Running[] = [];
  const place = (name: string) => join(dir, name);

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), "live-services-"));
    chmodSync(dir, 0o700);
    programs = compilePrograms(place("programs"));
    const authority = place("authority");
    const role = { user: "monitoring", password: "a" };
    database = await startDatabase({ dir: place("postgres"), authority, database: "qualisys", role });
    cache = await startCache({ dir: place("redis"), authority, exporter: role });
    [api, web] = await Promise.all([
      settingsOf("qualisys-api", database, cache),
      settingsOf("qualisys-web", database, cache),
    ]);
    for (const [program, settings] of [
      ["api", api],
      ["web", web],
    ] as const) {
      const service = start(dir, programs, program, settings);
      running.push(service);
      await serving(settings, service);
    }
  });
  after(async () => {
    await Promise.all(running.map(end));
    await stopCache(place("redis"));
    await removeDatabase(place("postgres"));
    rmSync(dir, { recursive: true, force: true, maxRetries: 10 });
  });

  /** Asks a route: its status, and how long it took in milliseconds. */
  async function ask({ port }: ServiceSettings, path: string, method = "GET") {
    const before = Date.now();
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method });
    const body = (await response.json()) as Record<string, unknown>;
    return { status: response.status, body, ms: Date.now() - before };
  }

  /** Requests that a replica has counted, by what `of` makes of their labels. */
  async function counted(settings: ServiceSettings, of: (labels: Readonly<Record<string, string>>) => string) {
    const counts: Record<string, number> = {};
    for (const { metric, labels, value } of await scraped(settings))
      if (metric === "http_requests_total") counts[of(labels)] = (counts[of(labels)] ?? 0) + value;
    return counts;
  }

  const byStatus = (settings: ServiceSettings) => counted(settings, ({ status = "" }) => status);

  describe("do real work", () => {
    it("on orders in PostgreSQL, with a cache in Redis", async () => {
      const placed = await ask(api, "/orders", "POST");
      assert.equal(placed.status, 200);
      const id = String(placed.body["id"]);
      assert.deepEqual((await ask(api, `/orders/${id}`)).body["status"], "new");
      assert.deepEqual((await ask(api, `/orders/${id}`, "PATCH")).body, { id, status: "paid" });
      assert.deepEqual((await ask(api, `/orders/${id}`)).body["status"], "paid");
      const { body } = await ask(api, "/orders?customer=customer-0");
      assert.ok((body["orders"] as unknown[]).length > 1);
      for (const path of ["/orders/99999", "/orders/a'b"]) assert.equal((await ask(api, path)).status, 404, path);
    });

    it("on sessions in Redis and sums in PostgreSQL", async () => {
      const first = (await ask(web, "/account/customer-3")).body;
      assert.ok(Number(first["orders"]) > 0 && Number(first["cents"]) > 0);
      assert.deepEqual((await ask(web, "/account/customer-3")).body, first);
      assert.equal((await ask(web, "/session?customer=customer-3", "POST")).status, 200);
      const visits = Number((await ask(web, "/")).body["visits"]);
      assert.equal((await ask(web, "/")).body["visits"], visits + 1);
    });
  });

  it("lead from their metrics to a request by its id", async () => {
    const headers = { "x-request-id": "order-of-a-test" };
    for (const { port, metricsPort } of [api, web]) {
      const [path] = port === api.port ? ["/orders/1"] : ["/"];
      assert.equal((await fetch(`http://127.0.0.1:${port}${path}`, { headers })).status, 200);
      const accept = "application/openmetrics-text; version=1.0.0";
      const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`, { headers: { accept } })).text();
      assert.match(text, /^http_request_duration_seconds_bucket\{.* # \{request_id="order-of-a-test"\}/m);
    }
  });

  describe("under load", () => {
    let load: Running;
    before(async () => {
      load = start(dir, programs, "load", {
        targets: [
          { service: "api", port: api.port },
          { service: "web", port: web.port },
        ],
        perSecond: 20,
      });
      running.push(load);
      await sleep(3000);
    });

    it("have the names and labels that the alerts read", async () => {
      for (const [settings, routes] of [
        [api, ["/orders", "/orders/:id"]],
        [web, ["/", "/account/:customer", "/session"]],
      ] as const) {
        const counts = await counted(settings, ({ method, route, status }) => `${method} ${route} ${status}`);
        for (const route of routes)
          assert.ok(
            Object.entries(counts).some(([key, count]) => key.endsWith(` ${route} 200`) && count > 0),
            route,
          );
        assert.deepEqual(
          Object.keys(counts).filter((key) => / (other|unmatched) /.test(key)),
          [],
        );
        const bounds = (await scraped(settings))
          .filter(({ metric }) => metric === "http_request_duration_seconds_bucket")
          .map(({ labels }) => Number(labels["le"]?.replace("+Inf", "Infinity")));
        assert.deepEqual(
          [...new Set(bounds)].sort((a, b) => a - b),
          [...DEFAULT_BUCKETS, Infinity],
        );
        assert.ok((await scraped(settings)).some(({ metric }) => metric === "nodejs_eventloop_lag_p99_seconds"));
      }
    });

    it("answer, at the rate of the load", async () => {
      const before = await byStatus(api);
      await sleep(3000);
      const after = await byStatus(api);
      const answered = (after["200"] ?? 0) - (before["200"] ?? 0);
      assert.ok(answered > 30 && answered < 90, `${answered} in three seconds at 20 a second`);
      assert.equal(after["500"], 0);
      assert.equal(after["503"] ?? 0, 0);
    });

    for (const [what, stop, again, status] of [
      ["PostgreSQL", () => stopDatabase(place("postgres")), () => restartDatabase(place("postgres")), "503"],
      ["Redis", () => stopCache(place("redis")), () => restartCache(place("redis")), "503"],
    ] as const)
      it(`fail with ${status} in time while ${what} is down, and recover by themselves`, async () => {
        const before = [await byStatus(api), await byStatus(web)];
        await stop();
        const slowest: number[] = [];
        try {
          for (let asked = 0; asked < 10; asked += 1) slowest.push((await ask(web, "/account/customer-1")).ms);
          await sleep(2000);
        } finally {
          await again();
        }
        assert.ok(Math.max(...slowest) < 2500, `${Math.max(...slowest)} ms`);
        for (const [index, settings] of [api, web].entries()) {
          const failed = ((await byStatus(settings))[status] ?? 0) - (before[index]?.[status] ?? 0);
          assert.ok(failed > ENOUGH / 2, `${settings.name}: ${failed}`);
        }
        await waitUntil({
          what: "both services to answer again",
          timeoutMs: 15_000,
          missing: async () =>
            (await ask(api, "/orders", "POST")).status === 200 && (await ask(web, "/account/customer-1")).status === 200
              ? undefined
              : "an answer 200",
        });
      });

    it("fail in time where PostgreSQL lets them wait for ever, and recover by themselves", async () => {
      const { host, port, administrator, caFile, database } = await restartDatabase(place("postgres"));
      const ssl = { ca: readFileSync(caFile, "utf8") };
      const client = new Client({ host, port, ...administrator, database, ssl });
      await client.connect();
      await client.query("BEGIN; LOCK TABLE orders");
      // Three connections wait for the table, and whoever asks besides for one of them.
      const asked = await Promise.all(Array.from({ length: 20 }, () => ask(api, "/orders", "POST")));
      await client.end();
      assert.deepEqual(new Set(asked.map(({ status }) => status)), new Set([503]));
      const slowest = Math.max(...asked.map(({ ms }) => ms));
      assert.ok(slowest > 900 && slowest < 4000, `${slowest} ms`);
      assert.equal((await ask(api, "/orders", "POST")).status, 200);
    });

    it("say so where a server can't run on this machine", async () => {
      const nobody = { host: "127.0.0.1", port: 9, user: "nobody", password: "nobody", caFile: "" };
      const alone = { ...(await settingsOf("alone", database, cache)), redis: nobody };
      const service = start(dir, programs, "web", alone);
      running.push(service);
      await serving(alone, service);
      assert.deepEqual((await ask(alone, "/")).body, { error: "Redis does not answer" });
      await end(service);
    });

    it("become slow, or fail, by their switches, until these are ended or the time is up", async () => {
      await setFault(api.metricsPort, TOKEN, { latencyMs: 800 });
      assert.ok((await ask(api, "/orders/1")).ms >= 800);
      await setFault(api.metricsPort, TOKEN, { errorRate: 1, seconds: 3 });
      const failed = await ask(api, "/orders/1");
      assert.deepEqual([failed.status, failed.ms < 700], [500, true]);
      const { "500": failures = 0 } = await byStatus(api);
      assert.ok(failures > 0);
      assert.equal((await ask(web, "/")).status, 200, "the other service is as it was");
      await sleep(3100);
      assert.equal((await ask(api, "/orders/1")).status, 200);
      await setFault(web.metricsPort, TOKEN, { errorRate: 1 });
      assert.equal((await ask(web, "/")).status, 500);
      await setFault(web.metricsPort, TOKEN, {});
      assert.equal((await ask(web, "/")).status, 200);
    });

    it("take little memory", () => {
      const alive = running.filter(({ child }) => child.exitCode === null && child.signalCode === null);
      assert.equal(alive.length, 3);
      const sizes = alive.map(({ child: { pid = 0 } }) => {
        const bytes = memoryBytesOf({ pid, startTime: startTimeOf(pid) ?? "" }) ?? 0;
        return Math.round(bytes / MIB);
      });
      // About 70, 70 and 50 MiB resident, of which 40 are Node's program, which all processes share.
      assert.ok(
        sizes.every((size) => size > 20 && size < 100),
        `${sizes.join(", ")} MiB`,
      );
    });

    it("survive: the load goes on where nobody answers", async () => {
      const [service] = running;
      assert.ok(service);
      await end(service);
      await sleep(1000);
      assert.equal(load.child.exitCode, null);
      const again = start(dir, programs, "api", api);
      running.push(again);
      await serving(api, again);
      await sleep(2000);
      assert.ok(((await byStatus(api))["200"] ?? 0) > ENOUGH / 2);
      assert.equal(load.output(), "", "it has nothing to say within a minute");
    });
  });

  describe("keep their switches to whoever has the token", () => {
    const post = (body: string, headers: Record<string, string> = { authorization: `Bearer ${TOKEN}` }) =>
      fetch(`http://127.0.0.1:${web.metricsPort}/faults`, { method: "POST", headers, body });

    it("and answer 401 without it, whatever is asked", async () => {
      for (const headers of [
        {},
        { authorization: `Bearer ${TOKEN}x` },
        { authorization: TOKEN },
        { authorization: "Bearer " },
      ])
        assert.equal((await post('{"errorRate":1}', headers as Record<string, string>)).status, 401);
      assert.equal((await fetch(`http://127.0.0.1:${web.metricsPort}/faults`)).status, 401);
      assert.equal((await ask(web, "/")).status, 200);
      await assert.rejects(
        setFault(web.metricsPort, "another", {}),
        /^Error: The service on port \d+ refuses the fault: /,
      );
    });

    it("and name what is wrong with a fault, which then changes nothing", async () => {
      for (const [body, named] of [
        ['{"errorRate":2}', "errorRate"],
        ['{"latencyMs":-1}', "latencyMs"],
        ['{"seconds":0}', "seconds"],
        ['{"errors":1}', "errors"],
        ["no json", "the body"],
        ["[]", "the body"],
      ] as const) {
        const response = await post(body);
        assert.equal(response.status, 400, body);
        assert.match(await response.text(), new RegExp(named));
      }
      assert.equal((await post(" ".repeat(2000))).status, 413);
      assert.equal((await ask(web, "/")).status, 200);
    });

    it("and have nothing else on that port", async () => {
      for (const path of ["/", "/orders", "/faults/a"])
        assert.equal((await fetch(`http://127.0.0.1:${web.metricsPort}${path}`)).status, 404);
    });
  });

  describe("end with a sentence, and no value of a setting", () => {
    const SECRET = "a-secret-that-is-nowhere";

    async function ended(program: "api" | "web" | "load", settings: unknown): Promise<string> {
      const process = start(dir, programs, program, settings);
      running.push(process);
      const [code] = (await once(process.child, "exit")) as [number];
      assert.notEqual(code, 0);
      const output = process.output();
      assert.doesNotMatch(output, new RegExp(`${SECRET}|    at `));
      return output;
    }

    it("where their settings are wrong", async () => {
      const wrong = {
        ...api,
        port: "a",
        controlToken: "short",
        postgres: { ...api.postgres, password: SECRET, more: 1 },
      };
      for (const program of ["api", "web"] as const) {
        const output = await ended(program, wrong);
        assert.match(output, /^The settings in \S+ are wrong: .*port: .*; controlToken: .*; postgres: .*more.*\.\n$/);
      }
      assert.match(await ended("load", { targets: [] }), /^The settings in \S+ are wrong: targets: /);
      assert.match(await ended("load", {}), /targets: /);
    });

    it("where there are none", () => {
      const file = join(dir, "broken.json");
      writeFileSync(file, `{"password": "${SECRET}`);
      for (const [args, said] of [
        [[], /^This program takes one argument: /],
        [["a", "b"], /^This program takes one argument: /],
        [[join(dir, "none.json")], /can't be read\.\n$/],
        [[file], /are no JSON\.\n$/],
      ] as const) {
        const { status, stderr } = spawnSync(process.execPath, [...programs.args.api, ...args], {
          env: programs.env,
          encoding: "utf8",
        });
        assert.equal(status, 2);
        assert.match(stderr, said);
        assert.doesNotMatch(stderr, new RegExp(`${SECRET}|    at `));
      }
    });

    it("where their port is taken", async () => {
      const other = createServer().listen(0, "127.0.0.1");
      await once(other, "listening");
      const address = other.address();
      const port = address !== null && typeof address === "object" ? address.port : 0;
      for (const taken of [{ port }, { metricsPort: port }])
        for (const [program, settings] of [
          ["api", api],
          ["web", web],
        ] as const)
          assert.match(
            await ended(program, { ...settings, port: 1 + port, metricsPort: 2 + port, ...taken }),
            new RegExp(`^Port ${port} can't be opened on 127\\.0\\.0\\.1: .*EADDRINUSE`),
          );
      other.close();
    });
  });
});
