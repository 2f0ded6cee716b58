/** A real Prometheus and a real Alertmanager, with the console at both ends: scraped by one, sent messages by the other. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { freePort } from "../../../sandbox/cluster/ports";
import { waitUntil } from "../../../sandbox/cluster/wait";
import type { ConsoleState, Message } from "../../../sandbox/live/console/page/state";
import { ensureTools, type Tools } from "../../../sandbox/tools";
import { ALERTS, HEARTBEAT, removeConsole, type RunningConsole, settingsIn, startedConsole, TOKEN } from "./fixtures";
import { type FakeApi, fakeApi } from "./kubelet/cluster.fixture";

describe("the console between Prometheus and Alertmanager", function () {
  this.timeout("120s");
  const folder = mkdtempSync(join(tmpdir(), "console-pipeline-"));
  const processes: ChildProcess[] = [];
  let tools: Tools;
  let api: FakeApi;
  let running: RunningConsole;

  before(async function () {
    // A machine without the tools builds them here.
    this.timeout(0);
    tools = await ensureTools(["prometheus", "alertmanager"]);
    api = await fakeApi();
    const [prometheus, alertmanager] = [await freePort(), await freePort()];
    running = await startedConsole({
      apiServer: api.url,
      prometheus: [{ pod: "prometheus-0", url: `http://127.0.0.1:${prometheus}` }],
      alertmanagers: [{ pod: "alertmanager-0", url: `http://127.0.0.1:${alertmanager}` }],
    });
    writeFileSync(settingsIn(running.folder).tokenFile, "the-account-token");
    startAlertmanager(alertmanager);
    startPrometheus(prometheus, alertmanager);
  });
  after(async () => {
    for (const child of processes) child.kill("SIGKILL");
    await Promise.all(
      processes.map((child) => (child.exitCode === null && child.signalCode === null ? once(child, "exit") : [])),
    );
    await removeConsole(running);
    await api?.stop();
    rmSync(folder, { recursive: true });
  });

  function written(name: string, content: unknown): string {
    const file = join(folder, name);
    writeFileSync(file, stringify(content));
    return file;
  }

  function start(name: "prometheus" | "alertmanager", args: readonly string[]): void {
    processes.push(spawn(tools.path(name), args, { stdio: "ignore", cwd: folder, env: {} }));
  }

  function startAlertmanager(port: number): void {
    const base = `http://127.0.0.1:${running.port}`;
    const wait = { group_wait: "1s", group_interval: "3s", repeat_interval: "5s" };
    const file = written("alertmanager.yaml", {
      route: {
        receiver: "slack",
        group_by: ["alertname"],
        ...wait,
        routes: [{ receiver: "heartbeat", matchers: ['alertname="Watchdog"'], ...wait }],
      },
      receivers: [
        { name: "slack", slack_configs: [{ api_url: `${base}${ALERTS}`, channel: "#alerts", send_resolved: true }] },
        { name: "heartbeat", webhook_configs: [{ url: `${base}${HEARTBEAT}` }] },
      ],
    });
    start("alertmanager", [
      `--config.file=${file}`,
      `--storage.path=${join(folder, "alertmanager")}`,
      `--web.listen-address=127.0.0.1:${port}`,
      "--cluster.listen-address=",
    ]);
  }

  function startPrometheus(port: number, alertmanager: number): void {
    const rules = written("rules.yaml", {
      groups: [
        {
          name: "trial",
          rules: [
            { alert: "Watchdog", expr: "vector(1)", labels: { severity: "none" } },
            {
              alert: "ContainerFull",
              expr: 'container_memory_working_set_bytes{container="api"} > 250 * 1024 * 1024',
              labels: { severity: "critical" },
              annotations: { summary: "It is full.", description: "{{ $labels.pod }} is full." },
            },
          ],
        },
      ],
    });
    const target = { static_configs: [{ targets: [`127.0.0.1:${running.port}`] }] };
    const file = written("prometheus.yaml", {
      global: { scrape_interval: "1s", evaluation_interval: "1s" },
      rule_files: [rules],
      alerting: { alertmanagers: [{ static_configs: [{ targets: [`127.0.0.1:${alertmanager}`] }] }] },
      scrape_configs: ["", "/cadvisor", "/probes"].map((path) => ({
        job_name: `kubelet${path}`,
        metrics_path: `/kubelet/node-1/metrics${path}`,
        ...target,
      })),
    });
    start("prometheus", [
      `--config.file=${file}`,
      `--storage.tsdb.path=${join(folder, "prometheus")}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ]);
  }

  const state = async () => JSON.parse((await running.ask("GET", "/api/state")).body) as ConsoleState;
  const delivered = async () =>
    (JSON.parse((await running.ask("GET", "/api/messages")).body) as Message[]).filter(({ status }) => status === 200);

  async function until(what: string, condition: () => Promise<boolean>): Promise<void> {
    await waitUntil({
      what,
      timeoutMs: 60_000,
      intervalMs: 250,
      missing: async () => ((await condition()) ? undefined : "not yet"),
    });
  }

  it("is scraped on all three paths, and sees the rules evaluated", async () => {
    await until("the targets to be up", async () => {
      const { targets, rules } = await state();
      return targets.length === 3 && targets.every(({ health }) => health === "up") && rules?.unevaluated === 0;
    });
    const { rules, alerts, prometheus } = await state();
    assert.deepEqual(rules, { groups: 1, rules: 2, unevaluated: 0, failing: [] });
    assert.deepEqual(
      alerts.map(({ name }) => name),
      ["Watchdog"],
    );
    assert.equal(prometheus[0]?.problem, undefined);
  });

  it("turns a full container into a message, and its end into another", async () => {
    const use = (asked: object) =>
      running.ask("PUT", "/api/kubelet/usage", {
        body: { namespace: "staging", pod: "qualisys-api-0", container: "api", ...asked },
        headers: { "x-console-token": TOKEN },
      });
    assert.equal((await use({ memoryFraction: 0.99, seconds: 600 })).status, 200);
    await until("a message", async () => (await delivered()).length > 0);
    const { alerts, groups } = await state();
    assert.deepEqual(alerts.find(({ name }) => name === "ContainerFull")?.description, "qualisys-api-0 is full.");
    assert.ok(groups.some(({ receiver, alerts: count }) => receiver === "slack" && count === 1));
    await use({ seconds: 0 });
    await until("the resolved message", async () =>
      (await delivered()).some(({ payload }) => JSON.stringify(payload).includes("RESOLVED")),
    );
  });

  it("gets heartbeats from the Watchdog", async () => {
    await until("two heartbeats", async () => (await state()).heartbeat.count >= 2);
  });
});
