/** Runs the real program of a container with the arguments, variables and files that it is deployed with. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { V1Container, V1PodSpec, V1Volume } from "@kubernetes/client-node";
import { freePort, LOOPBACK } from "../../sandbox/cluster/ports";
import { waitUntil } from "../../sandbox/cluster/wait";
import { findObject, type Snapshot } from "./snapshot";

/** A container as it is deployed. */
export interface DeployedContainer {
  readonly namespace: string;
  readonly pod: V1PodSpec;
  readonly container: V1Container;
}

/** How a program is run beside the cluster. */
export interface ProgramRun {
  /** The executable. */
  readonly path: string;
  /** The arguments with another address to listen on, and nothing else changed. */
  readonly listenOn: (args: readonly string[], host: string, port: number) => string[];
}

/** The programs serve within 100 milliseconds on an idle machine. */
const START_TIMEOUT_MS = 30_000;

/**
 * Starts the program and ends it as soon as its liveness probe's path answers: by then it has accepted its flags and
 * read its files. Nothing is scraped, so it asks no server.
 *
 * @throws Error with its first words where it ends by itself: a complaint comes before the list of flags.
 */
export async function startsUp(
  objects: Snapshot,
  deployed: DeployedContainer,
  { path, listenOn }: ProgramRun,
): Promise<void> {
  const { container } = deployed;
  const folder = mkdtempSync(join(tmpdir(), `${container.name}-`));
  try {
    const port = await freePort();
    const inPlace = relocation(objects, deployed, folder);
    const env = environment(objects, deployed);
    const args = listenOn(container.args ?? [], LOOPBACK, port).map((argument) => inPlace(expanded(argument, env)));
    const relocated = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, inPlace(value)]));
    await runUntilServing(
      { path, args, env: relocated, folder },
      `http://${LOOPBACK}:${port}${container.livenessProbe?.httpGet?.path ?? "/"}`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runUntilServing(
  command: { path: string; args: string[]; env: Record<string, string>; folder: string },
  url: string,
): Promise<void> {
  const child = spawn(command.path, command.args, {
    cwd: command.folder,
    env: command.env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const ended = once(child, "close");
  try {
    await waitUntil({
      what: `${command.path} to answer ${url}`,
      timeoutMs: START_TIMEOUT_MS,
      missing: async () => {
        if (child.exitCode !== null) {
          await ended;
          throw new Error(
            `${command.path} ended with ${child.exitCode}; its output begins with\n${output.trim().split("\n").slice(0, 5).join("\n")}`,
          );
        }
        return whyNotServing(url);
      },
    });
  } finally {
    child.kill("SIGKILL");
    await ended;
  }
}

async function whyNotServing(url: string): Promise<string | undefined> {
  try {
    const { status } = await fetch(url);
    return status === 200 ? undefined : `answer ${status}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The variables of a container that have a value outside of a pod. */
function environment(objects: Snapshot, { namespace, container }: DeployedContainer): Record<string, string> {
  const values = (container.env ?? []).flatMap(({ name, value, valueFrom }) => {
    const { secretKeyRef: secret, configMapKeyRef: map } = valueFrom ?? {};
    const known =
      value ??
      (secret
        ? decoded(objects, namespace, secret.name, secret.key)
        : map && findObject(objects, "ConfigMap", namespace, map.name ?? "")?.data?.[map.key]);
    return known === undefined ? [] : [[name, known] as const];
  });
  return Object.fromEntries(values);
}

function decoded(objects: Snapshot, namespace: string, secret: string | undefined, key: string): string | undefined {
  const data = findObject(objects, "Secret", namespace, secret ?? "")?.data?.[key];
  return data === undefined ? undefined : Buffer.from(data, "base64").toString("utf8");
}

/** Puts the values of variables in, as the kubelet does: `$(NAME)`. */
function expanded(argument: string, env: Readonly<Record<string, string>>): string {
  return argument.replace(/\$\((\w+)\)/g, (reference, name: string) => env[name] ?? reference);
}

/** Writes the mounted volumes into a folder, and gives a function that leads paths in the pod to them. */
function relocation(
  objects: Snapshot,
  { namespace, pod, container }: DeployedContainer,
  folder: string,
): (text: string) => string {
  const places = (container.volumeMounts ?? []).flatMap(({ name, mountPath }) => {
    const volume = pod.volumes?.find((candidate) => candidate.name === name);
    return volume === undefined ? [] : [[mountPath, placeOf(objects, namespace, volume, folder)] as const];
  });
  return (text) =>
    places.reduce((moved, [mountPath, place]) => moved.replaceAll(new RegExp(`${mountPath}(?=/|$)`, "g"), place), text);
}

function placeOf(
  objects: Snapshot,
  namespace: string,
  { name, hostPath, secret, configMap }: V1Volume,
  folder: string,
): string {
  if (hostPath !== undefined) return hostPath.path;
  const place = join(folder, name);
  mkdirSync(place, { mode: 0o700 });
  const object = secret
    ? findObject(objects, "Secret", namespace, secret.secretName ?? "")
    : findObject(objects, "ConfigMap", namespace, configMap?.name ?? "");
  const items = (secret ?? configMap)?.items ?? Object.keys(object?.data ?? {}).map((key) => ({ key, path: key }));
  for (const { key, path } of items)
    writeFileSync(join(place, path), Buffer.from(object?.data?.[key] ?? "", secret ? "base64" : "utf8"), {
      mode: 0o600,
    });
  return place;
}
