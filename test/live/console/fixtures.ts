/** What the tests of the console share. */
import type { AddressInfo } from "node:net";
import { mkdtempSync, rmSync } from "node:fs";
import { request, type IncomingHttpHeaders } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startConsole } from "../../../sandbox/live/console/console";
import type { Faults } from "../../../sandbox/live/console/faults/faults";
import type { ConsoleSettings } from "../../../sandbox/live/console/settings";

/** A message as Alertmanager sends it, cut to one alert. */
export const MESSAGE = {
  channel: "#alerts",
  username: "Alertmanager",
  attachments: [
    {
      title: "[CRITICAL] PodCrashLooping",
      title_link: "https://grafana.qualisys.io/d/application?viewPanel=4&var-job=api",
      text:
        "*Pod restarts again and again.*\nstaging (qualisys-staging) · namespace staging · critical · team platform\n" +
        "• Pod qualisys-api-0 in staging restarted 5 times within 5 minutes.\n" +
        "_since 2026-11-30 19:00 UTC_ · <https://grafana.qualisys.io/d/cluster?a=1&amp;b=2|Panel>",
      fallback: "[CRITICAL] PodCrashLooping: Pod restarts again and again.",
      callback_id: "",
      footer: "",
      color: "danger",
      mrkdwn_in: ["fallback", "pretext", "text"],
    },
  ],
} as const;

export const TOKEN = "a-token-for-the-tests-of-the-console";
export const ALERTS = "/services/T0/B0/alerts-secret-part";
export const CRITICAL = "/services/T0/B0/critical-secret-part";
export const HEARTBEAT = "/ping/heartbeat-secret-part";

/** Settings whose files are in a folder. */
export function settingsIn(folder: string): ConsoleSettings {
  return {
    port: 9,
    token: TOKEN,
    messagesFile: join(folder, "messages.jsonl"),
    webhooks: [
      { path: ALERTS, channel: "#alerts" },
      { path: CRITICAL, channel: "#alerts-critical" },
    ],
    heartbeatPath: HEARTBEAT,
    apiServer: "http://127.0.0.1:9",
    tokenFile: join(folder, "token"),
    caFile: join(folder, "ca.crt"),
    usageFile: join(folder, "usage.json"),
    nodes: [],
    prometheus: [],
    alertmanagers: [],
    standIns: [],
    leftOut: [],
    versions: [],
  };
}

/** What a console answers. */
export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A console that runs, in this process. */
export interface RunningConsole {
  readonly port: number;
  readonly folder: string;
  /** Sends a request; `Host` is what it is called by, unless a header says otherwise. */
  ask(method: string, path: string, options?: { body?: unknown; headers?: Record<string, string> }): Promise<Answered>;
  stop(): Promise<void>;
}

/** Starts a console on a port that is free. */
export async function startedConsole(
  change: Partial<ConsoleSettings> = {},
  folder = mkdtempSync(join(tmpdir(), "console-")),
  faults?: Faults,
): Promise<RunningConsole> {
  const server = await startConsole({ ...settingsIn(folder), port: 0, ...change }, faults);
  const { port } = server.address() as AddressInfo;
  return {
    port,
    folder,
    ask: (method, path, { body, headers = {} } = {}) =>
      new Promise((resolve, reject) => {
        const text = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
        const type: Record<string, string> = body === undefined ? {} : { "Content-Type": "application/json" };
        const sent = request(
          { host: "127.0.0.1", port, method, path, headers: { ...type, ...headers }, agent: false },
          (response) => {
            const chunks: Buffer[] = [];
            response.on("data", (chunk: Buffer) => chunks.push(chunk));
            response.on("end", () =>
              resolve({
                status: response.statusCode ?? 0,
                headers: response.headers,
                body: Buffer.concat(chunks).toString("utf8"),
              }),
            );
          },
        );
        sent.on("error", reject);
        sent.end(text);
      }),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Ends a console and removes its folder. */
export async function removeConsole(running: RunningConsole | undefined): Promise<void> {
  if (running === undefined) return;
  await running.stop();
  rmSync(running.folder, { recursive: true, force: true });
}
