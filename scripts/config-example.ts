/** Writes a stack file that has every key of the configuration, each with its meaning, type, default and an example. */
import { stringify } from "yaml";
import { configKeys, isSecretPlace, itemsOf, propertiesOf, schemaRoot, type ConfigKey, type SchemaNode } from "../config/keys";
import { CONTEXT_KEY, REGION_KEY } from "../config/providers";
import { CONFIG_PREFIX } from "../config/fields/spelling";

/** Keys that cannot stand beside others. They are commented out, unless they are chosen. */
export interface Alternative {
  /** The key that may be chosen. */
  readonly key: string;
  /** What it takes the place of. */
  readonly insteadOf: readonly string[];
  /** Examples of other keys that fit it. */
  readonly examples?: Readonly<Record<string, unknown>>;
}

/** A store that is not Amazon's. */
const OTHER_STORE = { "prometheus.remoteWrite[].url": "https://mimir.qualisys.io/api/v1/push" };

/** Every key that is commented out in the example. */
export const alternatives: readonly Alternative[] = [
  { key: "chart.path", insteadOf: ["chart.repository"] },
  { key: "prometheus.remoteWrite[].basicAuth", insteadOf: ["prometheus.remoteWrite[].sigv4"], examples: OTHER_STORE },
  { key: "prometheus.remoteWrite[].bearerToken", insteadOf: ["prometheus.remoteWrite[].sigv4"], examples: OTHER_STORE },
  { key: "grafana.httpRoute", insteadOf: ["grafana.ingress"] },
  {
    key: "grafana.oauth.allowedOrganizations",
    insteadOf: ["allowedDomains", "name", "authUrl", "tokenUrl", "apiUrl", "scopes", "groupsClaim"].map((name) => `grafana.oauth.${name}`),
    examples: { "grafana.oauth.provider": "github", "grafana.oauth.roles.admin": ["@qualisys/platform"], "grafana.oauth.roles.editor": ["@qualisys/developers"] },
  },
];

/** The text of the file; with an alternative what takes its place is commented out instead. */
export function exampleStackFile(chosen?: Alternative): string {
  const writer: Writer = {
    keys: new Map(configKeys().map((key) => [key.path, key])),
    examples: chosen?.examples ?? {},
    hidden: [...alternatives.filter(({ key }) => key !== chosen?.key).map(({ key }) => key), ...(chosen?.insteadOf ?? [])],
  };
  const lines = propertiesOf(schemaRoot()).flatMap(([name, node]) => ["", ...keyLines(writer, name, node, `${CONFIG_PREFIX}${name}`)]);
  return [
    "# Every key of a stack file, with an example. Written by `npm run docs:config` from the schema; do not edit.",
    "# A key with a default may be left out. What is commented out takes the place of another key.",
    "config:",
    "  # AWS region whose secrets are read (region; required)",
    `  ${REGION_KEY}: eu-central-1`,
    "  # Context of the kubeconfig that the stack is deployed to, and no other (name; required, or kubernetes:kubeconfig)",
    `  ${CONTEXT_KEY}: qualisys-staging`,
    ...lines.map((line) => (line === "" ? "" : `  ${line}`)),
    "",
  ].join("\n");
}

/** What the lines are written from. */
interface Writer {
  readonly keys: ReadonlyMap<string, ConfigKey>;
  /** Examples that differ from the schema's. */
  readonly examples: Readonly<Record<string, unknown>>;
  /** Keys that are commented out. */
  readonly hidden: readonly string[];
}

/** The lines of one key and of all below it. */
function keyLines(writer: Writer, path: string, node: SchemaNode, spelled: string): readonly string[] {
  const key = writer.keys.get(path);
  const comment = key === undefined ? [] : [`# ${key.description} (${explained(key)})`];
  const lines = [...comment, ...valueLines(writer, path, node, spelled)];
  return writer.hidden.includes(path) ? lines.map((line) => `# ${line}`) : lines;
}

function valueLines(writer: Writer, path: string, node: SchemaNode, spelled: string): readonly string[] {
  const [example] = path in writer.examples ? [writer.examples[path]] : (node.examples ?? []);
  if (example !== undefined || isSecretPlace(node)) return [`${spelled}: ${stringify(example, { collectionStyle: "flow", lineWidth: 0 }).trim()}`];
  const items = itemsOf(node);
  const below = (items === undefined ? mapLines(writer, `${path}.`, node) : itemLines(mapLines(writer, `${path}[].`, items))).map((line) => `  ${line}`);
  return [`${spelled}:`, ...below];
}

function mapLines(writer: Writer, prefix: string, node: SchemaNode): readonly string[] {
  return propertiesOf(node).flatMap(([name, property]) => keyLines(writer, `${prefix}${name}`, property, name));
}

/** The lines of a map as those of a list's item: a dash before its first key. */
function itemLines(lines: readonly string[]): readonly string[] {
  const first = lines.findIndex((line) => !line.startsWith("#"));
  return lines.map((line, index) => (index === first ? `- ${line}` : index < first ? line : `  ${line}`));
}

/** Type and default in brackets behind the meaning. */
function explained({ type, default: value }: ConfigKey): string {
  const words: Readonly<Record<string, string>> = { required: "required", none: "optional" };
  return `${type.replaceAll("`", "")}; ${words[value] ?? `default ${value}`}`;
}
