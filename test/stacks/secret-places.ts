/** Where a stack's secret values belong, and everywhere that they might have leaked to. */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import {
  grafanaAdminSecret,
  grafanaOAuthSecret,
  heartbeatSecret,
  remoteWriteSecretName,
  slackSecret,
} from "../../components/credentials/names";
import { PROMETHEUS_NAME } from "../../components/kube-prometheus-stack/addresses";
import type { Config, SecretReference } from "../../config/schema";
import { jobs } from "../../naming";
import type { DeployedStack } from "./deployed-stack";
import type { Haystack } from "./leak-search";
import { renderedFiles } from "./rendered";
import { nameOf, type Snapshot } from "./snapshot";

/** What etcd stores are the objects of the API server, the Secrets among them. */
const STORE_OF_THE_CLUSTER = join("cluster", "etcd");

/** The fake Secrets Manager: where the values come from. */
const STORE_OF_THE_SECRETS = "secrets.json";

/** Every text and file of a stack that secret values might have leaked to; a Kubernetes object is named as by `nameOf`. */
export async function haystacksOf(stack: DeployedStack, objects: Snapshot): Promise<Haystack[]> {
  const rendered = [...(await renderedFiles(stack.stack))].map(([path, content]) => ({
    name: `the rendered ${path}`,
    content,
  }));
  return [
    ...rendered,
    ...objects.map((object) => ({ name: nameOf(object), content: JSON.stringify(object) })),
    ...filesOf(stack.dir),
    { name: "the output of up", content: stack.log.join("\n") },
    { name: "the stack's outputs", content: JSON.stringify(stack.deployed.outputs) },
  ];
}

/** The files of the sandbox: the engine's state, its history and logs, the logs of the cluster, records. */
function filesOf(dir: string): Haystack[] {
  const entries = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return entries
    .map((entry) => join(entry.parentPath, entry.name))
    .filter(
      (file) => !relative(dir, file).startsWith(STORE_OF_THE_CLUSTER) && relative(dir, file) !== STORE_OF_THE_SECRETS,
    )
    .map((file) => ({ name: `the file ${relative(dir, file)}`, content: readFileSync(file) }));
}

/** The Kubernetes Secrets that each secret value is meant for, by the value's name in the store. */
export function homesOf(config: Config): ReadonlyMap<string, readonly string[]> {
  const {
    heartbeat,
    slack: { alerts, critical },
  } = config.alertmanager;
  const { oauth } = config.grafana;
  const pairs = [
    ...(config.grafana.admin.generate
      ? []
      : [[valueName(config.grafana.admin.password), grafanaAdminSecret.name] as const]),
    ...(oauth === undefined
      ? []
      : [oauth.clientId, oauth.clientSecret].map(
          (reference) => [valueName(reference), grafanaOAuthSecret.name] as const,
        )),
    ...config.prometheus.remoteWrite.flatMap((store) =>
      [store.basicAuth?.username, store.basicAuth?.password, store.bearerToken].flatMap((reference) =>
        // The operator copies it into Prometheus' configuration.
        reference === undefined
          ? []
          : [remoteWriteSecretName(store), `prometheus-${PROMETHEUS_NAME}`].map(
              (secret) => [valueName(reference), secret] as const,
            ),
      ),
    ),
    [valueName(alerts.webhook), slackSecret.name] as const,
    ...(critical === undefined ? [] : [[valueName(critical.webhook), slackSecret.name] as const]),
    ...(heartbeat === undefined ? [] : [[valueName(heartbeat.url), heartbeatSecret.name] as const]),
    ...config.databases.flatMap(({ name, credentials }) =>
      ["username", "password"].map(
        (key) => [valueName({ secret: credentials, key }), `${jobs.postgres}-${name}`] as const,
      ),
    ),
    ...config.caches.flatMap(({ name, credentials }) =>
      credentials === undefined ? [] : [[valueName(credentials), `${jobs.redis}-${name}`] as const],
    ),
  ];
  const homes = new Map<string, readonly string[]>();
  for (const [value, secret] of pairs)
    homes.set(value, [...(homes.get(value) ?? []), `Secret ${config.namespace.name}/${secret}`]);
  return homes;
}

/** A value's name: that of its secret, with the key where the secret is JSON. */
function valueName({ secret, key }: SecretReference): string {
  return key === undefined ? secret : `${secret} ${key}`;
}
