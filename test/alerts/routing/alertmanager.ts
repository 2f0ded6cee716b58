/** A real Alertmanager on a configuration of the project, and who hears what from it. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { stringify } from "yaml";
import type { AlertmanagerFile, Route } from "../../../chart-values/shapes";
import { alertmanagerAddress } from "../../../components/kube-prometheus-stack/addresses";
import { START_DELAY } from "../../../components/kube-prometheus-stack/values/alertmanager";
import { freePort, LOOPBACK } from "../../../sandbox/cluster/ports";
import { waitUntil } from "../../../sandbox/cluster/wait";
import { ensureTools } from "../../../sandbox/tools";
import { parseDuration } from "../../../units/duration";

/** A configuration, and its template files by name. */
export interface Configuration {
  readonly file: AlertmanagerFile;
  readonly templates: Readonly<Record<string, string>>;
}

/** An alert as Prometheus posts it. */
export interface PostedAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly generatorURL?: string;
  readonly startsAt?: string;
  /** In the past: the alert is over. */
  readonly endsAt?: string;
}

/** What somebody was sent. */
export interface Notification {
  /** Secret and key of the address that it was posted to: `alertmanager-slack/alerts`. */
  readonly address: string;
  readonly body: unknown;
}

/** How an Alertmanager is started. */
export interface StartOptions {
  /** How long it only listens, from the start of the process on; by default it does not. */
  readonly startDelayMs?: number;
}

/** An Alertmanager that runs. */
export interface RunningAlertmanager {
  /** Hands over alerts; those of one group at once become one message. */
  post(...alerts: readonly PostedAlert[]): Promise<void>;
  /** Waits until so many notifications that hold the text have arrived, and gives these; fails with all that arrived. */
  notifications(text: string, count: number): Promise<readonly Notification[]>;
  /** Everything that arrived so far. */
  arrived(): readonly Notification[];
  /** Names of the alerts that are held back by others. */
  inhibited(): Promise<readonly string[]>;
  /** Ends it and removes its files. */
  stop(): Promise<void>;
}

/** The waits of the routes pass so many times as fast; nothing else of the configuration changes but the addresses. */
const TIME_FACTOR = 60;

/** Its own address, as the chart sets it; nobody outside the cluster can open it. */
const INTERNAL_ADDRESS = alertmanagerAddress("monitoring");

/** A message takes a tenth of this. */
const DEADLINE_MS = 60_000;

/**
 * Starts the pinned Alertmanager on loopback. Its files are where the operator would put them, below a temporary folder;
 * in the files with addresses stands that of a local server that takes down what it gets.
 *
 * @throws what Alertmanager logs where it refuses the configuration.
 */
export async function startAlertmanager(
  { file, templates }: Configuration,
  { startDelayMs = 0 }: StartOptions = {},
): Promise<RunningAlertmanager> {
  const tools = await ensureTools(["alertmanager"]);
  const folder = await mkdtemp(join(tmpdir(), "alertmanager-"));
  const recorder = await startRecorder();
  await writeBelow(folder, "/etc/alertmanager/config", templates);
  for (const path of addressFiles(file)) {
    await writeBelow(folder, dirname(path), {
      [basename(path)]: `${recorder.url}/${basename(dirname(path))}/${basename(path)}\n`,
    });
  }
  const configFile = join(folder, "alertmanager.yaml");
  await writeFile(
    configFile,
    stringify(accelerated(file)).replaceAll("/etc/alertmanager/", `${folder}/etc/alertmanager/`),
  );

  const url = `http://${LOOPBACK}:${await freePort()}`;
  const log = join(folder, "log");
  const output = openSync(log, "a");
  const args = [
    `--config.file=${configFile}`,
    `--storage.path=${join(folder, "data")}`,
    `--web.listen-address=${new URL(url).host}`,
    `--web.external-url=${INTERNAL_ADDRESS}`,
    "--cluster.listen-address=",
    `--${START_DELAY.name}=${startDelayMs}ms`,
  ];
  // Far from UTC, so that local times would show.
  const child = spawn(tools.path("alertmanager"), args, {
    cwd: folder,
    stdio: ["ignore", output, output],
    env: { TZ: "America/New_York" },
  });
  const ended = once(child, "exit");
  const stop = async () => {
    child.kill();
    await ended;
    closeSync(output);
    await recorder.stop();
    await rm(folder, { recursive: true });
  };
  try {
    await waitUntil({
      what: "Alertmanager to be ready",
      timeoutMs: DEADLINE_MS,
      missing: async () => {
        if (child.exitCode !== null) throw new Error(await readFile(log, "utf8"));
        return fetch(`${url}/-/ready`).then(
          ({ ok }) => (ok ? undefined : "not ready"),
          (error: Error) => error.message,
        );
      },
    });
  } catch (error) {
    await stop();
    throw error;
  }

  return {
    stop,
    arrived: () => recorder.notifications,
    inhibited: async () => {
      const alerts = (await (await fetch(`${url}/api/v2/alerts`)).json()) as readonly {
        labels: { alertname: string };
        status: { inhibitedBy: readonly string[] };
      }[];
      return alerts.filter(({ status }) => status.inhibitedBy.length > 0).map(({ labels }) => labels.alertname);
    },
    post: async (...alerts) => {
      const answer = await fetch(`${url}/api/v2/alerts`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(alerts),
      });
      if (!answer.ok) throw new Error(`Alertmanager refused the alerts: ${await answer.text()}`);
    },
    notifications: async (text, count) => {
      const found = () => recorder.notifications.filter(({ body }) => JSON.stringify(body).includes(text));
      await waitUntil({
        what: `${count} notifications with ${text}`,
        timeoutMs: DEADLINE_MS,
        missing: async () =>
          found().length >= count ? undefined : `all but\n${JSON.stringify(recorder.notifications, undefined, 2)}`,
      });
      return found();
    },
  };
}

/** A server on loopback that takes down what is posted to it. */
async function startRecorder() {
  const notifications: Notification[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request
      .on("data", (part: Buffer) => parts.push(part))
      .on("end", () => {
        notifications.push({
          address: (request.url ?? "").slice(1),
          body: JSON.parse(Buffer.concat(parts).toString("utf8")) as unknown,
        });
        response.end("ok");
      });
  });
  server.listen(0, LOOPBACK);
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  const stop = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  };
  return { url: `http://${LOOPBACK}:${address.port}`, notifications, stop };
}

/** The configuration with shorter waits. */
function accelerated(file: AlertmanagerFile): AlertmanagerFile {
  const shorter = (duration: string | undefined) =>
    duration === undefined ? undefined : `${Math.round((parseDuration(duration) ?? 0) / TIME_FACTOR)}ms`;
  const faster = (route: Route): Route => ({
    ...route,
    group_wait: shorter(route.group_wait),
    group_interval: shorter(route.group_interval),
    repeat_interval: shorter(route.repeat_interval),
    routes: route.routes?.map(faster),
  });
  return { ...file, route: file.route === undefined ? undefined : faster(file.route) };
}

/** Every file that an address is read from. */
function addressFiles({ global, receivers = [] }: AlertmanagerFile): string[] {
  const own = receivers.flatMap(({ slack_configs = [], webhook_configs = [] }) => [
    ...slack_configs.map(({ api_url_file }) => api_url_file),
    ...webhook_configs.map(({ url_file }) => url_file),
  ]);
  return [global?.slack_api_url_file, ...own].filter((path) => path !== undefined);
}

async function writeBelow(root: string, folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(join(root, folder), { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(join(root, folder, name), text);
}
