import assert from "node:assert/strict";
import { readFileSync, rmSync, statSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isAlive } from "../../../sandbox/cluster/processes";
import {
  restartCache,
  startCache,
  stopCache,
  type CacheOptions,
  type LiveCache,
  type Login,
} from "../../../sandbox/live/databases";
import { connectRedis, findRedis, type ServerRecord } from "../../../sandbox/servers";
import { ensureTools, type Tools } from "../../../sandbox/tools";
import { metricNames, metrics, redisExporter, sample } from "./exporters";

/** What redis.conf would read its own way. */
const PASSWORD = "p\"a's #s\\s";

/** Commands that are refused whoever the exporter is: what they read, change, or tell. */
const REFUSED: readonly (readonly string[])[] = [
  ...[
    "GET key",
    "SET key a",
    "DEL key",
    "EXISTS key",
    "DUMP key",
    "TTL key",
    "INCR key",
    "KEYS *",
    "SCAN 0",
    "RANDOMKEY",
  ],
  ...["DBSIZE", "SELECT 1", "FLUSHALL", "FLUSHDB", "SWAPDB 0 1", "MULTI", "EVAL return(1) 0", "FUNCTION LIST"],
  ...["SUBSCRIBE a", "PSUBSCRIBE *", "PUBLISH a b", "PUBSUB CHANNELS", "MONITOR"],
  ...["CONFIG GET *", "CONFIG SET maxmemory 1", "CONFIG REWRITE", "CONFIG RESETSTAT", "SHUTDOWN", "SAVE", "BGSAVE"],
  ...["REPLICAOF NO ONE", "FAILOVER", "WAIT 0 0", "MODULE LIST", "MEMORY DOCTOR", "SLOWLOG RESET", "LATENCY RESET"],
  ...[
    "ACL LIST",
    "ACL WHOAMI",
    "ACL SETUSER a",
    "ACL GETUSER default",
    "CLIENT LIST",
    "CLIENT KILL a",
    "CLIENT NO-EVICT on",
  ],
  ...["LATENCY LATEST", "LATENCY HISTOGRAM", "COMMAND", "PING", "ROLE", "CLUSTER INFO"],
].map((line) => line.split(" "));

describe("the live pipeline's Redis", function () {
  this.timeout("2m");
  let dir: string;
  let tools: Tools;
  const records: ServerRecord[] = [];
  const options = (exporter: Login): CacheOptions => ({
    dir: join(dir, exporter.user),
    authority: join(dir, "authority"),
    exporter,
    onStart: (record) => records.push(record),
  });
  const connect = ({ port, caFile }: LiveCache, login: Login) =>
    connectRedis({ port, ca: readFileSync(caFile, "utf8"), ...login });

  before(async function () {
    this.timeout("60m");
    tools = await ensureTools(["redis_exporter"]);
    findRedis();
    dir = await mkdtemp(join(tmpdir(), "live-redis-"));
  });
  after(() => {
    for (const record of records) if (isAlive(record)) process.kill(record.pid, "SIGKILL");
    rmSync(dir, { recursive: true, force: true, maxRetries: 10 });
  });

  for (const exporter of [
    { user: "monitoring", password: PASSWORD },
    { user: "default", password: PASSWORD },
  ])
    describe(`whose exporter is ${exporter.user}`, () => {
      let cache: LiveCache;
      before(async () => {
        cache = await startCache(options(exporter));
      });

      it("gives it the metrics that every right would give", async () => {
        const names: (readonly string[])[] = [];
        for (const login of [exporter, cache.administrator]) {
          const running = await redisExporter(tools, dir, cache, login);
          const text = await metrics(running);
          assert.deepEqual(
            [sample(text, "redis_up"), sample(text, 'redis_exporter_last_scrape_error{err=""}')],
            ["1", "0"],
          );
          assert.doesNotMatch(running.output(), /NOPERM|ERR/);
          names.push(metricNames(text));
          await running.stop();
        }
        assert.ok((names[0]?.length ?? 0) > 100);
        assert.deepEqual(names[0], names[1]);
      });

      it("refuses it everything else", async () => {
        const { command, close } = await connect(cache, exporter);
        for (const words of REFUSED) await assert.rejects(command(...words), /: NOPERM /, words.join(" "));
        // It does not refuse because it refuses all.
        assert.match(await command("INFO", "server"), /run_id:/);
        close();
      });

      it("lets the sample services do their work, and nothing to the server", async () => {
        const { command, close } = await connect(cache, cache.application);
        assert.equal(await command("SET", "orders:1", "a"), "OK");
        assert.equal(await command("INCR", "orders:placed"), "1");
        for (const words of [["GET", "other"], ["FLUSHALL"], ["CONFIG", "GET", "*"], ["ACL", "LIST"], ["SHUTDOWN"]])
          await assert.rejects(command(...words), /: NOPERM /, words.join(" "));
        close();
      });
    });

  describe("goes on", () => {
    const exporter = { user: "again", password: "a" };
    let cache: LiveCache;
    before(async () => {
      cache = await startCache(options(exporter));
    });

    it("keeps passwords in files that nobody else can read", () => {
      for (const file of ["server.json", "redis.conf", "server.key"])
        assert.equal(statSync(join(options(exporter).dir, file)).mode & 0o777, 0o600, file);
    });

    it("after its end, with its port and passwords, and left running where it runs", async () => {
      const { dir: folder } = options(exporter);
      await stopCache(folder);
      assert.equal(isAlive(cache.record), false);
      const started: ServerRecord[] = [];
      const again = await restartCache(folder, { onStart: (record) => started.push(record) });
      records.push(again.record);
      assert.deepEqual(started, [again.record]);
      assert.deepEqual({ ...again, record: 0 }, { ...cache, record: 0 });
      for (const login of [exporter, cache.application, cache.administrator]) (await connect(cache, login)).close();
      await restartCache(folder, { onStart: (record) => started.push(record) });
      assert.equal((await startCache(options(exporter))).record.pid, again.record.pid);
      assert.equal(started.length, 1);
    });

    it("with another password of its exporter", async () => {
      await startCache(options({ ...exporter, password: "b" }));
      (await connect(cache, { ...exporter, password: "b" })).close();
      await assert.rejects(connect(cache, exporter), /WRONGPASS/);
    });

    it("with a certificate that has expired, which nobody takes", async () => {
      const { dir: folder } = options(exporter);
      await stopCache(folder);
      records.push((await restartCache(folder, { certificateUntil: new Date(Date.now() - 60_000) })).record);
      await assert.rejects(connect(cache, cache.administrator), /certificate has expired/);
    });
  });

  it("is missed in a sentence where there is none", async () => {
    await assert.rejects(
      restartCache(join(dir, "none")),
      /^Error: There is no Redis server of the sandbox in .*none: start/,
    );
  });
});
