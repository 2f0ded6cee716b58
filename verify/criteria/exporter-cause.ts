/** Why an exporter that answers has no metrics of its server: by its own metrics, its pod's files and its log. */
import type { MeasuredServer } from "../../exporters/kind";
import { CA_BUNDLE_KEY } from "../../exporters/ca-bundle";
import { withoutSecretsInText } from "../../secrets/mask";
import type { ClusterObjects } from "../cluster/objects";
import type { PrometheusApi } from "../prometheus/api";
import type { RawSeries } from "../prometheus/shapes";
import type { Sources } from "../sources";
import { asksForStatements } from "./statements";

/** Names of what an exporter says. */
export interface ServerMetrics {
  /** Whether it reaches its server: 1 or 0. */
  readonly up: string;
  /** Whether its last scrape failed; with the reason in the label `err`, where it has one. */
  readonly lastError: string;
  /** What every server has. */
  readonly always: readonly string[];
  /** Whether each collector succeeded: 1 or 0. */
  readonly collectors?: string;
  /** Of statements, where the configuration has the exporter ask for them. */
  readonly statements?: string;
  /** Sessions whose state the exporter sees, and all that there are. */
  readonly sessions?: { readonly visible: string; readonly all: string };
}

/** Seconds that an answer may be old. */
const RECENT = 60;

/** More sessions than an exporter and the workers of extensions have by themselves. */
const FEW_SESSIONS = 5;

/** What is wrong with the server as its exporter sees it. */
export async function serverProblems(
  sources: Sources,
  prometheus: PrometheusApi,
  server: MeasuredServer,
  metrics: ServerMetrics,
): Promise<readonly string[]> {
  const { labels, name } = server;
  const read = (metric: string) => prometheus.samples(metric, { job: labels.job, [labels.server]: name }, RECENT);
  const what = `${labels.server} ${name}`;
  const up = await read(metrics.up);
  // An exporter that never reached its server may not even say so.
  if (up.length === 0 || up.some((series) => newestValue(series) === 0)) {
    const said = (await read(metrics.lastError)).map(({ labels: of }) => of["err"]).find((text) => text);
    return [await unreached(sources, server, what, metrics.up, said)];
  }
  return [
    ...(await statementsProblems(sources, server, what, metrics, read)),
    ...(await collectorProblems(what, metrics, read)),
    ...(await hiddenSessions(what, metrics, read)),
  ];
}

type Read = (metric: string) => Promise<readonly RawSeries[]>;

async function unreached(
  sources: Sources,
  server: MeasuredServer,
  what: string,
  up: string,
  said: string | undefined,
): Promise<string> {
  const { name: namespace } = sources.config.namespace;
  const objects = await sources.objects();
  const file = missingFile(objects, namespace, server);
  const because = (said && withoutNames(said)) ?? lastError(await logOf(sources, objects, server));
  const start = `The exporter of ${what} does not reach it (${up} is 0)`;
  if (file !== undefined) return `${start}: ${file}`;
  // They begin with the kind and the name of a server.
  const known = sources.remarks.find((remark) => remark.split(" ", 1)[0]?.endsWith(`-${server.name}`));
  if (known !== undefined) return `${start}. ${known}`;
  if (because === undefined)
    return `${start}: the role or its password in the Secret ${namespace}/${server.objectName}, the root certificates, or the address; the log says which (kubectl -n ${namespace} logs deployment/${server.objectName}).`;
  return `${start}: ${meaningOf(because, server, namespace)} (${because}).`;
}

/** A file that the pod mounts and that is not there: the root certificates, or a key of its Secret. */
function missingFile(objects: ClusterObjects, namespace: string, server: MeasuredServer): string | undefined {
  const bundle = server.exporter().caBundle;
  const map = objects.configMaps.find(({ metadata }) => metadata?.name === bundle?.name);
  if (bundle !== undefined && map?.data?.[CA_BUNDLE_KEY] === undefined)
    return `the ConfigMap ${namespace}/${bundle.name} with its root certificates ${map === undefined ? "is not there" : `has no ${CA_BUNDLE_KEY}`}.`;
  const keys = objects.secretKeys?.get(server.objectName);
  const missing = objects.secretKeys && server.secretKeys.filter((key) => keys?.includes(key) !== true);
  return missing === undefined || missing.length === 0
    ? undefined
    : `the Secret ${namespace}/${server.objectName} has no ${missing.join(", ")}.`;
}

async function logOf(sources: Sources, { pods }: ClusterObjects, { objectName }: MeasuredServer) {
  const { name: namespace } = sources.config.namespace;
  const pod = pods.find(
    ({ metadata }) =>
      metadata?.namespace === namespace && metadata.labels?.["app.kubernetes.io/instance"] === objectName,
  );
  return pod?.metadata?.name === undefined ? undefined : sources.log(namespace, pod.metadata.name);
}

/** The reason in the last line of a log that has one; without names and addresses, which are from secrets. */
export function lastError(log: string | undefined): string | undefined {
  const errors = [...(log ?? "").matchAll(/\berr(?:or)?="((?:[^"\\]|\\.)*)"/g)].map(([, text = ""]) => text);
  const last = errors.at(-1);
  return last === undefined ? undefined : withoutNames(last.replaceAll('\\"', '"'));
}

/** A driver's error without what it was given: roles, databases, hosts and ports. */
export function withoutNames(text: string): string {
  const masked = text
    .replaceAll(/ ?\(?\b(?:postgres|redis)\w*:\/\/[^\s)]*\)?/g, "")
    .replaceAll(/"[^"]*"/g, '"…"')
    .replaceAll(/\b((?:dial|read|write) tcp) [^\s,]+:\d+/g, "$1")
    .replaceAll(/\blookup [^\s,:]+/g, "lookup")
    .replaceAll(/(x509: .*?valid for).*$/g, "$1 other names");
  return withoutSecretsInText(masked);
}

/** What errors of drivers mean, by a part of their text. */
const MEANINGS: readonly (readonly [RegExp, (server: MeasuredServer, namespace: string) => string])[] = [
  [
    /password authentication failed|WRONGPASS|NOAUTH|invalid username-password/i,
    ({ objectName }, namespace) =>
      `the server refuses the role or its password, those of the Secret ${namespace}/${objectName}`,
  ],
  [
    /role .* (does not exist|is not permitted to log in)/i,
    () => "the server does not know the role, or does not let it log in",
  ],
  [/NOPERM|permission denied/i, () => "the role may not read what the exporter asks for"],
  [
    /no pg_hba\.conf entry|no encryption/i,
    () => "the server's pg_hba.conf refuses the role, its address, or a connection without TLS",
  ],
  [/database ".*" does not exist/i, () => "the database does not exist that the exporter connects to"],
  [
    /x509|certificate|unknown network rediss|tls:|SSL is not enabled/i,
    (server) => {
      const bundle = server.exporter().caBundle;
      return `the server's certificate is not accepted: it has to be signed by ${bundle === undefined ? "an authority that the image trusts" : `an authority of the ConfigMap ${bundle.name}`}, be valid now, and name the host`;
    },
  ],
  [/too many (clients|connections)|connection slots|max number of clients/i, () => "the server has no connection left"],
  [/no such host|server misbehaving/i, () => "the name of the host is not known"],
  [
    /connection refused|i\/o timeout|no route|reset by peer|deadline exceeded|EOF/i,
    () => "the server is down, or can't be reached at its address",
  ],
];

function meaningOf(text: string, server: MeasuredServer, namespace: string): string {
  const found = MEANINGS.find(([pattern]) => pattern.test(text));
  return found === undefined ? "its driver says" : found[1](server, namespace);
}

async function statementsProblems(
  { config }: Sources,
  { name }: MeasuredServer,
  what: string,
  { statements }: ServerMetrics,
  read: Read,
): Promise<string[]> {
  if (statements === undefined || !asksForStatements(config, name) || (await read(statements)).length > 0) return [];
  return [
    `${what} shows no statements (${statements}): the extension pg_stat_statements is not created in the database that the exporter connects to, or not loaded by the server, or the role lacks pg_monitor.`,
  ];
}

async function collectorProblems(what: string, { collectors }: ServerMetrics, read: Read): Promise<string[]> {
  if (collectors === undefined) return [];
  const failing = (await read(collectors)).filter((series) => newestValue(series) === 0);
  const names = [...new Set(failing.map(({ labels }) => labels["collector"] ?? ""))];
  return names.length === 0
    ? []
    : [
        `The exporter of ${what} fails to read ${names.join(", ")} (${collectors} is 0): most often its role lacks pg_monitor.`,
      ];
}

async function hiddenSessions(what: string, { sessions }: ServerMetrics, read: Read): Promise<string[]> {
  if (sessions === undefined) return [];
  const [visible, all] = (await Promise.all([read(sessions.visible), read(sessions.all)])).map(sum);
  if (visible === undefined || all === undefined || all <= FEW_SESSIONS || visible >= all / 2) return [];
  return [
    `The exporter of ${what} sees the state of ${visible} of ${all} sessions: most often its role lacks pg_monitor.`,
  ];
}

function sum(all: readonly RawSeries[]): number {
  return all.reduce((total, series) => total + newestValue(series), 0);
}

function newestValue({ samples }: RawSeries): number {
  return samples.at(-1)?.value ?? 0;
}
