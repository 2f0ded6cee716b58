import { randomBytes } from "node:crypto";
import { findKey, readStore, type SecretStore, type SecretValue, writeStore } from "./fake-providers/store";

/** A secret that the configuration refers to. Several references to one JSON secret add up. */
export interface SecretReference {
  /** Name or full ARN. */
  readonly id: string;
  readonly kind: "text" | "json";
  /** The keys of a JSON secret that are used. */
  readonly keys?: readonly string[];
  /** What the made-up values are: a `webhook` is an address on loopback; `credential` by default. */
  readonly values?: "credential" | "webhook";
  /** Keys of a JSON secret whose value is given, for example a host and a port. */
  readonly fixed?: Readonly<Record<string, string | number>>;
}

/** Where the secrets go, and what webhooks look like. */
export interface SecretsFileOptions {
  /** The file, made with mode 0600. Values that it holds already are kept. */
  readonly file: string;
  /** Port of the webhooks' receiver on 127.0.0.1; 9, where nobody listens (the discard service, RFC 863), by default. */
  readonly webhookPort?: number;
}

/**
 * Makes a local file with a fresh, obviously made-up value for every secret that the configuration
 * refers to, in the form in which the fake aws provider reads them.
 *
 * @returns ids of the secrets that were added or got another key.
 */
export function sandboxSecrets(references: readonly SecretReference[], options: SecretsFileOptions): string[] {
  const before = readStore(options.file);
  const after = references.reduce((store, reference) => withSecret(store, reference, options.webhookPort ?? 9), before);
  writeStore(options.file, after);
  return Object.keys(after).filter((id) => after[id] !== before[id]);
}

function withSecret(store: SecretStore, reference: SecretReference, webhookPort: number): SecretStore {
  const key = findKey(store, reference.id) ?? reference.id;
  const value = store[key];
  const make = (purpose: string) => (reference.values === "webhook" ? webhook(webhookPort) : credential(purpose));
  if (reference.kind === "text") {
    return value === undefined ? { ...store, [key]: make(lastPart(reference.id)) } : store;
  }
  const known: SecretValue = value ?? {};
  if (typeof known === "string") return store;
  const made = Object.fromEntries(
    (reference.keys ?? []).map((name) => [name, make(`${lastPart(reference.id)}-${name}`)]),
  );
  const added = Object.entries({ ...made, ...reference.fixed }).filter(([name]) => !Object.hasOwn(known, name));
  return added.length === 0 && value !== undefined
    ? store
    : { ...store, [key]: { ...known, ...Object.fromEntries(added) } };
}

/** 24 random characters after the purpose: nobody takes it for a real one, and nothing else looks like it. */
function credential(purpose: string): string {
  return `sandbox-${purpose}-${randomBytes(12).toString("hex")}`;
}

function webhook(port: number): string {
  return `http://127.0.0.1:${port}/${randomBytes(12).toString("hex")}`;
}

/** The last part of a name or ARN (`arn:...:secret:qualisys/staging/grafana` is about `grafana`), short enough for the name of a user. */
function lastPart(id: string): string {
  return (id.split(/[/:]/).at(-1) ?? id).slice(0, 20);
}
