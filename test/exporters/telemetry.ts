/**
 * Arguments and variables that an exporter may be given. Everything that it exports goes to each reader of Prometheus and Grafana and to long-term
 * stores, so nothing may switch on metrics with texts of statements, keys, clients or secrets in their labels. What is
 * not known to be harmless is refused as well: an exporter's next release has flags that nobody has looked at.
 */
import { postgresCollectors } from "../../exporters/postgres/collectors";
import type { ExporterSpec } from "../../exporters/spec";
import { jobs } from "../../naming";

/** The part of an exporter that says what it exports. */
export type ExporterSettings = Pick<ExporterSpec, "job" | "args" | "env" | "secretEnv">;

interface Knowledge {
  /** Flags and variables that put nothing of users into labels. */
  readonly harmless: readonly string[];
  /** Flags that do, or that take a secret, and what they would do. */
  readonly refused: Readonly<Record<string, string>>;
  /** Name of the variable that says the same as a flag. */
  readonly variable: (flag: string) => string;
}

const SECRET = "has a secret on the command line, where everyone who sees the pod can read it";
const KEYS = "puts names or values of keys into labels";
const CLIENTS = "puts names and addresses of clients into labels";
const QUERIES = "runs queries of its own, whose columns become labels";

const upper = (text: string): string => text.toUpperCase().replaceAll(/[^A-Z0-9]/g, "_");

const KNOWLEDGE: Readonly<Record<string, Knowledge>> = {
  [jobs.postgres]: {
    harmless: [
      "web.listen-address",
      "collector.stat_statements.limit",
      "collector.stat_statements.exclude_databases",
      "collector.stat_statements.exclude_users",
      ...Object.keys(postgresCollectors).flatMap((name) => [`collector.${name}`, `no-collector.${name}`]),
      "DATA_SOURCE_URI",
      "DATA_SOURCE_USER",
      "DATA_SOURCE_PASS_FILE",
    ],
    refused: {
      "collector.stat_statements.include_query": "puts the text of statements into a label, with passwords in it",
      "collector.stat_statements.query_length": "is about the text of statements, which is not exported",
      "extend.query-path": QUERIES,
      "config.file": "names a file that can switch on more than is seen here",
      constantLabels: "puts labels on every series that no one here has chosen",
    },
    variable: (flag) => `PG_EXPORTER_${upper(flag)}`,
  },
  [jobs.redis]: {
    harmless: [
      "web.listen-address",
      "disable-scrape-endpoint",
      "config-command",
      "tls-ca-cert-file",
      "exclude-latency-histogram-metrics",
      "REDIS_ADDR",
      "REDIS_USER",
      "REDIS_PASSWORD_FILE",
    ],
    refused: {
      "check-keys": KEYS,
      "check-single-keys": KEYS,
      "check-key-groups": KEYS,
      "count-keys": KEYS,
      "check-streams": KEYS,
      "check-single-streams": KEYS,
      "export-client-list": CLIENTS,
      "export-client-port": CLIENTS,
      script: QUERIES,
      "include-config-metrics": "puts every setting of the server into a label",
      "redact-config-metrics": "shows secrets among the server's settings",
      "redis.password": SECRET,
      "basic-auth-password": SECRET,
    },
    variable: (flag) => (flag.startsWith("redis.") ? upper(flag) : `REDIS_EXPORTER_${upper(flag)}`),
  },
};

/** Why an exporter may not be given this: one sentence for each argument and variable. */
export function exposures({ job, args, env, secretEnv }: ExporterSettings): string[] {
  const knowledge = KNOWLEDGE[job];
  if (knowledge === undefined)
    return [`Nothing is known of the exporter ${job}: add what its arguments do to test/exporters/telemetry.ts.`];
  return [
    ...args.flatMap((argument) => inArgument(argument, knowledge)),
    ...Object.keys({ ...env, ...secretEnv }).flatMap((name) => inVariable(name, knowledge)),
  ];
}

function inArgument(argument: string, { harmless, refused }: Knowledge): string[] {
  const name = /^--?([^-=][^=]*)/.exec(argument)?.[1];
  if (name === undefined)
    return [`${argument} is no flag with its value behind "=": what it means depends on its neighbours.`];
  const why = refused[name] ?? refused[name.replace(/^no-/, "")];
  if (why !== undefined) return [`--${name} ${why}.`];
  return harmless.includes(name) ? [] : [unknown(`--${name}`)];
}

function inVariable(name: string, { harmless, refused, variable }: Knowledge): string[] {
  const [flag, why] = Object.entries(refused).find(([each]) => variable(each) === name) ?? [];
  if (flag !== undefined) return [`${name} is --${flag}, which ${why}.`];
  return harmless.includes(name) ? [] : [unknown(name)];
}

function unknown(name: string): string {
  return `${name} is not known to keep statements, keys, clients and secrets out of labels: look it up, and add it to test/exporters/telemetry.ts.`;
}
