/** The live pipeline of a stack: deployed, watched, broken, verified, and taken down again. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runDrills } from "../../../cli/drill/all";
import { missingDrills } from "../../../cli/drill/needed";
import { everyRuleIsEvaluated } from "../../../cli/verify/evaluated";
import { sandboxSources } from "../../../cli/verify/sandbox";
import { readCluster } from "../../../sandbox/cluster";
import { isAlive } from "../../../sandbox/cluster/processes";
import { waitUntil } from "../../../sandbox/cluster/wait";
import { liveAddresses } from "../../../sandbox/live/addresses";
import { serverFolder } from "../../../sandbox/live/databases/folder";
import { readLive } from "../../../sandbox/live";
import { activeTargets, loadedGroups } from "../../../sandbox/prometheus";
import { withLiveSession } from "../../../sandbox/session/live";
import { verify } from "../../../verify";
import { deployLive, removeLive, type LiveStack } from "../deployed";

/** Prometheus passes on what it discovers every five seconds, twice over, and looks at each target once in fifteen. */
const TARGETS_MS = 90_000;

/** A group is evaluated at a moment of its own within its interval, a minute at most. */
const RULES_MS = 120_000;

/** The slowest drill waits for a rate over five minutes; all of them together, beside other tests. */
const VERIFY_MS = 20 * 60_000;

/** Registers the tests of a stack. @param names of processes that have to be among those that run. */
export function pipelineChecks(name: string, names: readonly string[]): void {
  describe(`the live pipeline of ${name}`, function () {
    this.timeout(300_000);
    let deployed: LiveStack | undefined;
    const stack = () => deployed ?? assert.fail("nothing is deployed");
    const cluster = () => readCluster(stack().cluster.dir) ?? assert.fail("there is no cluster");
    const beside = () => cluster().processes.filter((process) => process.beside === true);
    const prometheus = () => liveAddresses(cluster()).prometheuses[0] ?? assert.fail("no Prometheus runs");

    before(async () => (deployed = await deployLive(name)));
    after(() => removeLive(deployed));

    it("has a process for each pod that can have one, and says what has none", () => {
      const { processes, leftOut, standIns, problems } = readLive(cluster().dir);
      const found = processes.map((process) => process.name);
      for (const wanted of names) assert.ok(found.includes(wanted), `${wanted} is not among ${found.join(", ")}`);
      assert.deepEqual(problems, []);
      assert.ok(standIns.length > 0);
      assert.ok(leftOut.every(({ target, reason }) => target !== "" && reason !== ""));
      assert.deepEqual(
        beside().filter((process) => !process.alive),
        [],
      );
    });

    it("scrapes all targets, and dials nothing but loopback", async function () {
      this.timeout(TARGETS_MS + 10_000);
      await waitUntil({
        what: "every target to be up",
        timeoutMs: TARGETS_MS,
        intervalMs: 1_000,
        missing: async () => {
          const targets = await activeTargets(prometheus().url);
          for (const { scrapeUrl } of targets) assert.equal(new URL(scrapeUrl).hostname, "127.0.0.1");
          const waiting = targets.filter(({ health }) => health !== "up");
          return targets.length > 0 && waiting.length === 0
            ? undefined
            : waiting.map(({ scrapePool }) => scrapePool).join(", ") || "targets";
        },
      });
    });

    it("evaluates every rule group without an error", async function () {
      this.timeout(RULES_MS + 10_000);
      await waitUntil({
        what: "every group to be evaluated",
        timeoutMs: RULES_MS,
        intervalMs: 1_000,
        missing: async () => {
          const rules = (await loadedGroups(prometheus().url)).flatMap((group) => group.rules);
          assert.deepEqual(
            rules.filter(({ health }) => health === "err"),
            [],
          );
          const waiting = rules.filter(({ health }) => health !== "ok");
          return waiting.length === 0 ? undefined : `${waiting.length} rules`;
        },
      });
    });

    it("shows every acceptance criterion on data that flowed, with the drills that it takes", async function () {
      this.timeout(VERIFY_MS);
      const { dir } = stack();
      const sources = sandboxSources(dir);
      const log: string[] = [];
      const outcomes = await withLiveSession(
        dir,
        "test",
        (line) => log.push(line),
        async (session) =>
          runDrills({
            faults: await missingDrills(sources),
            session,
            sources,
            file: liveAddresses(session.cluster).drills,
            fast: true,
            untilResolved: false,
            log: (line) => log.push(line),
          }),
      );
      assert.deepEqual(
        outcomes.filter((outcome) => "problem" in outcome),
        [],
        log.join("\n"),
      );
      await everyRuleIsEvaluated(sources);
      const rows = await verify(sources);
      assert.equal(rows.length, 17);
      assert.deepEqual(
        rows.filter(({ result }) => result === "fail").map(({ id, answer, sentence }) => ({ id, answer, sentence })),
        [],
      );
    });

    it("shows no secret in what it writes for people", () => {
      assert.ok(stack().secrets.length > 0);
      // Users are no secrets: an exporter names them where a server refuses it.
      const secrets = stack().secrets.filter((value) => !value.includes("-username-"));
      const texts = [...stack().log, JSON.stringify(readLive(cluster().dir).problems)];
      for (const { name: process, log } of cluster().processes)
        texts.push(`${process}: ${existsSync(log) ? readFileSync(log, "utf8") : ""}`);
      for (const secret of secrets)
        for (const text of texts) assert.equal(text.includes(secret), false, `a secret is in ${text.slice(0, 60)}`);
    });

    it("starts again what has ended, and leaves alone what runs", async () => {
      const before = beside();
      const victim = before.find(({ name }) => name === "redis-exporter-sessions") ?? assert.fail("no exporter runs");
      process.kill(victim.pid, "SIGKILL");
      await waitUntil({
        what: "the process to end",
        timeoutMs: 10_000,
        missing: async () => (isAlive(victim) ? "its end" : undefined),
      });
      await deployLive(name, stack());
      const now = beside();
      const changed = now.filter(({ name, pid }) => before.find((process) => process.name === name)?.pid !== pid);
      assert.deepEqual(
        changed.map(({ name }) => name),
        ["redis-exporter-sessions"],
      );
    });

    it("leaves nothing when it is taken down", async () => {
      const { dir, processes } = cluster();
      const data = readLive(dir)
        .servers.filter(({ kind }) => kind === "postgres")
        .map((server) => serverFolder(server.dir));
      await removeLive(deployed);
      deployed = undefined;
      assert.deepEqual(
        processes.filter((process) => isAlive(process)).map(({ name }) => name),
        [],
      );
      for (const folder of [dir, ...data]) assert.equal(existsSync(join(folder)), false, folder);
    });
  });
}
