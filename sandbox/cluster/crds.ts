import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { KubeConfig } from "@kubernetes/client-node";
import { z } from "zod";
import { callApi, FIELD_MANAGER } from "./client";
import { waitUntil } from "./wait";

/** The ten definitions take two seconds on two cores; a minute is far more than a busy machine needs. */
const SERVED_TIMEOUT_MS = 60_000;

/**
 * Creates every CustomResourceDefinition of a folder in a cluster that has none of them, and waits until all are served.
 *
 * Created, not applied: an apply of the ten takes the API server four seconds of processor time more. The files go to it as they
 * are: parsing their 4.5 MB of YAML here would take three seconds, and the server has to do it anyway.
 *
 * @param folder holds one definition in each `.yaml` file.
 */
export async function installCrds(config: KubeConfig, folder: string): Promise<void> {
  const files = readdirSync(folder)
    .filter((file) => file.endsWith(".yaml"))
    .sort();
  if (files.length === 0) throw new Error(`${folder} holds no CustomResourceDefinition (*.yaml).`);
  const names = await Promise.all(files.map((file) => installCrd(config, join(folder, file))));
  const waiting = new Set(names);
  await waitUntil({
    what: "the operator's custom resources to be served",
    timeoutMs: SERVED_TIMEOUT_MS,
    missing: async () => {
      const paths = await discoverPaths(config, new Set([...waiting].map(groupOf)));
      for (const name of waiting) {
        const path = paths.get(name);
        // Being discoverable is not enough: for a moment after that, the server still answers 429.
        if (path === undefined || (await getJson(config, `${path}?limit=1`)) === undefined) return name;
        waiting.delete(name);
      }
      return undefined;
    },
  });
}

/** Creates what is in one file and returns the definition's name. */
async function installCrd(config: KubeConfig, file: string): Promise<string> {
  const body = readFileSync(file, "utf8");
  const name = /^ {2}name: (\S+)$/m.exec(body)?.[1];
  if (name === undefined || !/^kind: CustomResourceDefinition$/m.test(body)) {
    throw new Error(`${file} is no CustomResourceDefinition.`);
  }
  const path = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions?fieldManager=${FIELD_MANAGER}`;
  const answer = await callApi(config, { method: "POST", path, contentType: "application/yaml", body });
  if (answer.status >= 300) throw new Error(`The API server refused ${file}: ${answer.status} ${answer.body}`);
  return name;
}

/** Part of a discovery document of a group, and of one of its versions. */
const groupSchema = z.object({ versions: z.array(z.object({ groupVersion: z.string() })) });
const resourcesSchema = z.object({ resources: z.array(z.object({ name: z.string() })) });

/** Where the resources of some groups are served: `prometheuses.monitoring.coreos.com` to its path. */
async function discoverPaths(config: KubeConfig, groups: Set<string>): Promise<Map<string, string>> {
  const paths = new Map<string, string>();
  for (const group of groups) {
    const found = groupSchema.safeParse(await getJson(config, `/apis/${group}`));
    for (const { groupVersion } of found.data?.versions ?? []) {
      const listed = resourcesSchema.safeParse(await getJson(config, `/apis/${groupVersion}`));
      for (const { name } of listed.data?.resources ?? [])
        paths.set(`${name}.${group}`, `/apis/${groupVersion}/${name}`);
    }
  }
  return paths;
}

/** `undefined` when the server has no such thing, or not yet. */
async function getJson(config: KubeConfig, path: string): Promise<unknown> {
  const { status, body } = await callApi(config, { method: "GET", path });
  return status === 200 ? JSON.parse(body) : undefined;
}

/** `monitoring.coreos.com` of `prometheuses.monitoring.coreos.com`. */
function groupOf(name: string): string {
  return name.slice(name.indexOf(".") + 1);
}
