/**
 * The small grammars that several keys of the configuration share.
 *
 * A grammar says what it allows in one clause ("must be ..."), which ends the sentence about any other value, a number or a
 * list included. Its title is the word for it in the documentation.
 */
import { isIPv6 } from "node:net";
import { z } from "zod";
import { DURATION, parseDuration } from "../../units/duration";
import { parseQuantity } from "../../units/quantity";
import { SIZE } from "../../units/size";
import { secretInText } from "../../secrets/find";

/** A text of one form. */
export function text(pattern: RegExp, must: string) {
  return z.string({ error: must }).regex(pattern, must);
}

/** A text that is more than its form: of a number within limits, of an address. */
function checked(isAllowed: (value: string) => boolean, must: string) {
  return z.string({ error: must }).refine(isAllowed, must);
}

/** A whole number within limits, both allowed. */
export function wholeNumber(minimum: number, maximum = Number.MAX_SAFE_INTEGER) {
  const must =
    maximum === Number.MAX_SAFE_INTEGER
      ? `must be a whole number of at least ${minimum}`
      : `must be a whole number from ${minimum} to ${maximum}`;
  return z.int({ error: must }).min(minimum, must).max(maximum, must);
}

/** A number within limits, both allowed, with a part after the point or not. */
export function numberBetween(minimum: number, maximum: number) {
  const must = `must be a number from ${minimum} to ${maximum}`;
  return z.number({ error: must }).min(minimum, must).max(maximum, must);
}

/** A number above 0, with a part after the point or not, and at most the maximum. */
export function positiveNumber(maximum: number) {
  const must = `must be a number above 0 and at most ${maximum}`;
  return z.number({ error: must }).positive(must).max(maximum, must);
}

/** A Prometheus duration: `15s`, `5m`, `1d12h`. How long samples may be kept is the policy pack's to limit, `0` included. */
export const duration = text(DURATION, "must be a Prometheus duration such as 15s, 5m or 1d12h").meta({
  title: "duration",
  examples: ["15d"],
});

/** Prometheus forgets a series 5 minutes after its last sample; beyond 2 minutes one lost scrape makes a gap. */
const LONGEST_SCRAPE_INTERVAL = "2m";

const SCRAPE_WORDS = `must be a Prometheus duration above 0 and at most ${LONGEST_SCRAPE_INTERVAL}, such as 15s`;

/** How often, or for how long, something is scraped. */
export const scrapeDuration = checked((value) => {
  const milliseconds = parseDuration(value) ?? 0;
  return milliseconds > 0 && milliseconds <= (parseDuration(LONGEST_SCRAPE_INTERVAL) ?? 0);
}, SCRAPE_WORDS).meta({ title: "duration", examples: ["15s"] });

/** Alertmanager waits up to 15 seconds for its peers; a heartbeat slower than a minute is noticed late. */
const HEARTBEAT_WORDS = "must be a Prometheus duration from 15s to 1m";

/** Time between two posts to an external heartbeat. */
export const heartbeatInterval = checked((value) => {
  const milliseconds = parseDuration(value) ?? 0;
  return milliseconds >= 15_000 && milliseconds <= 60_000;
}, HEARTBEAT_WORDS).meta({ title: "duration" });

/** A time of the day; `24:00` is its end. */
export const timeOfDay = text(
  /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/,
  'must be a time in quotes from "00:00" to "24:00"',
).meta({ title: "time" });

/** Whether the time zone is known by exactly this name; Alertmanager does not forgive another case. */
function isTimeZone(name: string): boolean {
  if (name !== "UTC" && !/^[A-Z][A-Za-z]*\/[\w+/-]+$/.test(name)) return false;
  try {
    const known = new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone;
    // An old name, such as Asia/Calcutta, may stand for a new one.
    return known === name || known.toLowerCase() !== name.toLowerCase();
  } catch {
    return false;
  }
}

/** A time zone of the IANA database. */
export const timeZone = checked(
  isTimeZone,
  "must be UTC or a time zone of the IANA database, such as Europe/Berlin",
).meta({ title: "time zone" });

/** A Prometheus size: `45GB`. `45Gi` is not one. */
export const prometheusSize = text(SIZE, "must be a Prometheus size such as 45GB (a number, a unit and B)").meta({
  title: "size",
  examples: ["45GB"],
});

/** A Kubernetes quantity of bytes. Parts of a byte and debts are none. How much may be claimed is the policy pack's to limit, `0` included. */
function bytes(must: string) {
  return checked((value) => !/[num]$/.test(value) && (parseQuantity(value) ?? -1) >= 0, must);
}

/** Size of a volume: `50Gi`. */
export const storage = bytes("must be a Kubernetes quantity of storage such as 50Gi").meta({
  title: "quantity",
  examples: ["50Gi"],
});

const MEMORY_WORDS = "must be a Kubernetes quantity of memory above 0, such as 4Gi";

/** Memory of a container: `512Mi`. */
export const memory = bytes(MEMORY_WORDS)
  .refine((value) => parseQuantity(value) !== 0, MEMORY_WORDS)
  .meta({ title: "quantity", examples: ["4Gi"] });

const CPU_WORDS = 'must be an amount of CPU above 0, in quotes: "500m" (half a core) or "2"';

/** Processor time of a container, in cores: `500m`, `2`. */
export const cpu = checked((value) => /^[\d.]+m?$/.test(value) && (parseQuantity(value) ?? 0) > 0, CPU_WORDS).meta({
  title: "cpu",
  examples: ["500m"],
});

/** A name that becomes part of an object's name (RFC 1123 label, kept short for prefixes). */
export const objectName = text(
  /^[a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?$/,
  "must be a name of at most 40 lower-case letters, digits and dashes, such as qualisys-main",
).meta({ title: "name", examples: ["qualisys"] });

/** A name that is a label of DNS: a namespace, a Service (RFC 1123). */
export const labelName = text(
  /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/,
  "must be a name of at most 63 lower-case letters, digits and dashes, such as monitoring",
).meta({ title: "name", examples: ["monitoring"] });

/** The name of any other object of Kubernetes (RFC 1123 subdomain). */
export const kubernetesName = text(
  /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
  "must be a name of Kubernetes: lower-case letters, digits, dashes and dots, such as letsencrypt-prod",
).meta({ title: "name" });

/** Name of a Service's port. As Kubernetes wants it, and with a letter: an all-digit name is a number by mistake (RFC 6335). */
export const portName = text(
  /^(?=.*[a-z])[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/,
  "must be the name of the Service's port, such as http, and not its number",
).meta({ title: "name" });

/** Name of an EKS cluster, as AWS allows it. */
export const clusterName = text(
  /^[A-Za-z0-9][\w-]{0,99}$/,
  "must be the name of an EKS cluster: at most 100 letters, digits, dashes and underscores",
).meta({ title: "name" });

const LABEL = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?";
const HOST_NAME = `(?=.{1,253}$)(${LABEL}\\.)+[a-z]([-a-z0-9]{0,61}[a-z0-9])`;

/** A host name of the internet, without scheme or path. */
export const hostName = text(
  new RegExp(`^${HOST_NAME}$`),
  "must be a host name such as grafana.qualisys.io, without scheme, port or path",
).meta({ title: "host name" });

/** A name in a certificate: a host name, or `*.` and one, which stands for one more label. */
export const certificateName = text(
  new RegExp(`^(\\*\\.)?${HOST_NAME}$`),
  "must be a host name, or one with *. for its first label: *.qualisys.io",
).meta({ title: "host name" });

/** Whether a name in a certificate covers a host: the same, or `*.` in place of exactly one label. */
export function coversHost(name: string, host: string): boolean {
  return name === host || (name.startsWith("*.") && name.slice(1) === host.slice(host.indexOf(".")));
}

// Without leading zeros, which one reader takes for octal and another refuses.
const OCTET = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const ENDPOINT = new RegExp(
  `^(?=.{1,253}$)((${LABEL}\\.)*[a-z]([-a-z0-9]{0,61}[a-z0-9])?|(${OCTET}\\.){3}${OCTET})$`,
  "i",
);

/** A host to connect to: a name, inside or outside the cluster, or an IP address; one of IPv6 without brackets and without the zone of an interface. */
export const endpointHost = checked(
  (value) => ENDPOINT.test(value) || (isIPv6(value) && !value.includes("%")),
  "must be a host name or an IP address, without scheme, port or path, and without brackets",
).meta({ title: "host" });

/** A TCP port. */
export const port = wholeNumber(1, 65535);

/** Whether a text is an address of one of the schemes that holds no user, password, query or fragment. */
function isPlainAddress(value: string, schemes: readonly string[]): boolean {
  // The parser mends what Helm or Prometheus would not: spaces, backslashes, too few slashes.
  if (!URL.canParse(value) || !/^[a-z]+:\/\/[^/\s\\][^\s\\]*$/i.test(value)) return false;
  const { protocol, host, username, password, hash, search } = new URL(value);
  return schemes.includes(protocol) && host !== "" && [username, password, hash, search].every((part) => part === "");
}

/** A reference to a variable, as the config-reloader of Prometheus and Alertmanager replaces it in their whole configuration, values of secrets included; one that it does not know ends it. */
const RELOADER_VARIABLE = /\$\([A-Za-z0-9_]+\)/;

/** A grammar whose texts end in the configuration of Prometheus, where some would not be read back as they are. */
export function inPrometheusConfiguration<Text extends z.ZodType<string>>(grammar: Text) {
  return grammar.refine(
    (value) => !RELOADER_VARIABLE.test(value),
    "must not have $(NAME) in it, which the config-reloader of Prometheus would replace",
  );
}

function address(schemes: readonly string[], must: string) {
  return checked((value) => isPlainAddress(value, schemes), must).meta({ title: "url" });
}

/** Address of a page or a folder of pages. */
export const webAddress = address(
  ["http:", "https:"],
  "must be an http or https address without user, password, query or fragment",
);

/** A Helm repository, or the OCI reference of a chart. */
export const chartRepository = address(
  ["http:", "https:", "oci:"],
  "must be a Helm repository (https://...) or an OCI reference (oci://...), without user or password",
);

const SERVICE_WORDS =
  "must be an https address without user and password; http only inside the cluster (http://mimir.mimir.svc:8080)";

/** Address that the cluster sends data or tokens to: encrypted, unless the data stays in the cluster. */
export const serviceAddress = address(["http:", "https:"], SERVICE_WORDS).refine(
  (value) => !value.startsWith("http:") || (URL.canParse(value) && isClusterHost(new URL(value).hostname)),
  SERVICE_WORDS,
);

/** Characters of an address (RFC 3986); any other would be percent-encoded by one reader and refused by another. */
const ADDRESS_CHARACTERS = /^https?:\/\/[\w\-.~:/?#[\]@!$&'()*+,;=%]+$/i;

/** Whether a text is an address that Alertmanager may post to: https, or http where nothing leaves the cluster. */
function isPostAddress(value: string): boolean {
  if (!ADDRESS_CHARACTERS.test(value) || !URL.canParse(value)) return false;
  const { protocol, hostname, hash } = new URL(value);
  return hash === "" && hostname !== "" && (protocol === "https:" || isClusterHost(hostname) || isLoopback(hostname));
}

function isLoopback(host: string): boolean {
  return host === "[::1]" || /^127(\.\d{1,3}){3}$/.test(host);
}

/** Address that Alertmanager posts the Watchdog to. */
export const postAddress = checked(
  isPostAddress,
  "must be an https address (http only inside the cluster), without spaces and fragment",
);

/** Hosts of Slack's incoming webhooks: the commercial one and GovSlack's. */
const SLACK_HOSTS = /^hooks\.slack(-gov)?\.com$/;

/** Path of an incoming webhook: workspace, app, token. Triggers of workflows (`/triggers/`, `/workflows/`) take variables of their own and refuse a message. */
const SLACK_PATH = /^\/services\/[TE][A-Z0-9]+\/B[A-Z0-9]+\/(?!X{5,}$)[A-Za-z0-9]+$/;

/** Whether a text is an incoming webhook of Slack, or the address of another service, which may take the same messages as Mattermost does. */
function isSlackWebhook(value: string): boolean {
  if (!isPostAddress(value)) return false;
  const { protocol, hostname, pathname, search, port, username } = new URL(value);
  if (!/(^|\.)slack(-gov)?\.com$/.test(hostname)) return true;
  return (
    protocol === "https:" &&
    SLACK_HOSTS.test(hostname) &&
    SLACK_PATH.test(pathname) &&
    [search, port, username].every((part) => part === "")
  );
}

/** Address that Alertmanager posts its messages for Slack to. */
export const slackWebhook = checked(
  isSlackWebhook,
  "must be the address of an incoming webhook of Slack (not of a workflow), or of a service that takes the same messages: https, or http inside the cluster",
);

/** Whether a host is a Service of the cluster: a name without a dot, or one that ends as the cluster's names do. */
function isClusterHost(host: string): boolean {
  return !host.includes(".") || /\.svc(\.cluster\.local)?$/.test(host);
}

/** Name of an HTTP header that may be read by everybody. */
export const plainHeader = text(
  /^(?!(authorization|proxy-authorization|cookie|host|x-amz-.*|x-prometheus-remote-write-version|content-.*)$)[\w!#$%&'*+.^`|~-]+$/i,
  "must be the name of a header that Prometheus does not set and that holds no secret; for Authorization there are basicAuth, bearerToken and sigv4",
);

/** Value of an HTTP header that may be read by everybody. */
export const plainHeaderValue = text(
  /^[\x20-\x7e]+$/,
  "must be a text of one line, in quotes where YAML would read a number",
).refine(
  (value) => secretInText(value) === undefined,
  "must be no secret: keep it in AWS Secrets Manager, and refer to it by bearerToken or basicAuth",
);

/** A Slack channel with its leading #: at most 80 letters of any script but no capitals, digits, dashes and underscores. By its name only, not its id: what posts to #alerts-critical is known by it. */
export const slackChannel = text(
  /^#[\p{Ll}\p{Lo}\p{Lm}\p{M}\p{N}_-]{1,80}$/u,
  'must be a Slack channel in quotes, such as "#alerts"',
).meta({ title: "channel" });

/** A registry, with a path where it has one, and without a scheme. Its first part needs a dot or a port: Docker takes any other for a user of Docker Hub. */
export const imageRegistry = text(
  /^([a-z0-9-]+(\.[a-z0-9-]+)+(:\d{1,5})?|[a-z0-9-]+:\d{1,5}|localhost)(\/[a-z0-9]([-a-z0-9._]*[a-z0-9])?)*$/,
  "must be a registry without scheme and tag, such as registry.qualisys.internal/mirror",
).meta({ title: "registry" });

/** The key of a Kubernetes label or annotation: `team`, `node.kubernetes.io/role`. */
export const labelKey = text(
  /^((?=[^/]{1,253}\/)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/)?[A-Za-z0-9]([-\w.]{0,61}[A-Za-z0-9])?$/,
  "must be a key such as team or example.org/team",
);

/** The value of a Kubernetes label. */
export const labelValue = text(
  /^([A-Za-z0-9]([-\w.]{0,61}[A-Za-z0-9])?)?$/,
  "must be a text of at most 63 letters, digits, -, _ and ., in quotes where YAML would read a number or true",
);

/** The value of an annotation: any text, which YAML does not take `true` and numbers for. */
export const annotationValue = z.string({
  error: ({ input }) =>
    `must be a text${["boolean", "number"].includes(typeof input) ? `: write "${String(input)}" in quotes` : ""}`,
});

/** An exact version of the chart. */
export const exactVersion = text(
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/,
  "must be an exact version such as 88.5.3",
).meta({ title: "version" });

/** A folder or file of this machine, and no address. */
export const filePath = text(
  /^(?!\w+:\/\/)[^\0\n]*\S[^\0\n]*$/,
  "must be the path of a folder or file; an address belongs in repository",
).meta({ title: "path" });

/** Path of an HTTP request, without a query. */
export const urlPath = text(
  /^\/[\w\-.~!$&'()*+,;=:@%/]*$/,
  "must be a path that begins with /, such as /metrics, without host and query",
).meta({ title: "path" });

/** A region of AWS: `eu-central-1`, `us-gov-west-1`. */
export const awsRegion = text(/^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/, "must be an AWS region such as eu-central-1").meta({
  title: "region",
  examples: ["eu-central-1"],
});

/** Partitions of AWS in an ARN: `aws`, `aws-cn`, `aws-us-gov`, `aws-eusc`, `aws-iso-b`. A new one has the same form. */
export const AWS_PARTITION = "aws(-[a-z]+)*";

/** ARN of an IAM role: a path of any characters of ASCII that are seen, and a name of at most 64. */
export const roleArn = text(
  new RegExp(`^arn:${AWS_PARTITION}:iam::\\d{12}:role/([\\x21-\\x7e]{1,510}/)?[\\w+=,.@-]{1,64}$`),
  "must be the ARN of an IAM role such as arn:aws:iam::111122223333:role/monitoring",
).meta({
  title: "ARN",
  examples: ["arn:aws:iam::111122223333:role/monitoring"],
});

/** Characters that are not seen, line breaks among them: none of a name. */
export const UNSEEN = "\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}";

/** Name that somebody signs in with by HTTP (RFC 7617: no colon); at most what Grafana keeps. */
export const userName = text(
  new RegExp(`^(?!\\s)[^${UNSEEN}:]{1,190}(?<!\\s)$`, "u"),
  "must be a user's name without colons, and without blanks at its ends",
).meta({ title: "user" });

/** A grammar of names within a database server: any characters that are seen, at most the 63 bytes that PostgreSQL keeps (NAMEDATALEN). */
export function databaseIdentifier(what: string) {
  const form = new RegExp(`^(?!\\s)[^${UNSEEN}]+(?<!\\s)$`, "u");
  return checked(
    (value) => form.test(value) && Buffer.byteLength(value) <= 63,
    `must be the name of ${what}: at most 63 bytes, without blanks at its ends`,
  );
}

/** A user of a database server. */
export const databaseUser = databaseIdentifier("a database user").meta({ title: "user" });

/** Words for a bundle of root certificates that is no name. */
export const PEM_FILE = "the path of a PEM file";

/** An organisation of GitHub. */
export const githubOrganization = text(
  /^[A-Za-z0-9](-?[A-Za-z0-9]){0,38}$/,
  "must be the name of a GitHub organisation, without @ and address",
).meta({ title: "name" });

/** What Grafana would replace in a value of grafana.ini that a variable of the environment has: another variable, or a reference to a key. */
const REPLACED_BY_GRAFANA = /%\([^)]+\)s|\$(__\w+)?\{[^}]+\}/;

/** A grammar whose texts reach Grafana by the environment, where some would not be read back as they are. */
export function inGrafanaEnvironment<Text extends z.ZodType<string>>(grammar: Text) {
  return grammar.refine(
    (value) => !REPLACED_BY_GRAFANA.test(value),
    "must not have ${...}, $__name{...} or %(...)s in it, which Grafana would replace",
  );
}

/** What Helm or Grafana would replace in a text of grafana.ini, whatever quotes it stands in: a template, a reference to a key, a variable. */
const REPLACED = /\{\{|%\(|\$(__\w+)?\{/;

/** A grammar whose texts end in grafana.ini, where some would not be read back as they are. */
export function inGrafanaIni<Text extends z.ZodType<string>>(grammar: Text) {
  return grammar.refine(
    (value) => !REPLACED.test(value),
    "must not have {{, %(, ${ or $__name{ in it, which Helm or Grafana would replace",
  );
}

/** A scope of OAuth (RFC 6749), one an item. Grafana takes a comma for the end of a scope, and [ for the beginning of a JSON list. */
export const oauthScope = text(
  /^[\x21\x23-\x2b\x2d-\x5a\x5d-\x7e]+$/,
  "must be one scope such as openid, without commas and brackets; each scope is an item of its own",
).meta({ title: "scope" });

/** A claim, a group or a person as an identity provider names it. */
export const oneLine = text(
  /^\P{Cc}*[^\p{Cc}\s]\P{Cc}*$/u,
  "must be a text of one line, in quotes where YAML would read a number",
).meta({ title: "text" });
