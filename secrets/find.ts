/** Whether values hold secrets in plain text, by name, by place and by shape: the one detection that policies, render and report share. */
import type { Document } from "yaml";
import { leavesOf, type Leaf, secretKeys } from "./leaves";
import { isReference } from "./references";
import { secretShape } from "./shapes";

/** Texts that may be a document with a secret in it; most are not, and are not parsed. */
const MAY_BE_DOCUMENT = /^\s*(?:\[|\{(?!\{))|[:=].*\n|\n.*[:=]/;
const NAMES = /pass|pwd|token|secret|credential|auth|key|webhook|slack/i;

/** One secret in plain text. */
export interface PlainSecret {
  readonly path: string;
  /** In words: `a token`. */
  readonly kind: string;
}

/** Every secret below a value, in plain text. */
export function plainSecrets(value: unknown): readonly PlainSecret[] {
  const found = leavesOf(value).flatMap((leaf) => {
    const kind = secretIn(leaf);
    return kind === undefined ? [] : [{ path: leaf.path, kind }];
  });
  return [...found, ...secretKeys(value).map((path) => ({ path, kind: "a secret as a key" }))];
}

/** What kind of secret a leaf holds; undefined where it holds none, or only refers to one. */
export function secretIn({ value, isSecretPlace }: Leaf): string | undefined {
  if (isSecretPlace) return holdsSomething(value) ? "a secret" : undefined;
  return typeof value === "string" ? secretInText(value) : undefined;
}

/** What kind of secret a text holds, wherever it stands: by its shape, or by a name in it where it is a document. */
export function secretInText(text: string): string | undefined {
  return secretShape(text) ?? secretInDocument(text);
}

/** Whether a secret's place holds one: numbers are passwords, too; switches and references are none. */
function holdsSomething(value: unknown): boolean {
  if (typeof value === "number" || typeof value === "bigint") return true;
  return typeof value === "string" && !/^(true|false|null)?$/.test(value) && !isReference(value);
}

/** A secret in a text that is a document of YAML or JSON: a ConfigMap's file, a configuration that the chart takes as a text. */
function secretInDocument(text: string): string | undefined {
  if (!MAY_BE_DOCUMENT.test(text) || !NAMES.test(text)) return undefined;
  return documentsIn(text).flatMap(plainSecrets)[0]?.kind;
}

function documentsIn(text: string): readonly unknown[] {
  try {
    return [JSON.parse(text)];
  } catch {
    // Loaded here: few texts get this far.
    const { parseAllDocuments } = require("yaml") as typeof import("yaml");
    return parseAllDocuments(text, { logLevel: "error" }).flatMap((document) =>
      document.errors.length > 0 ? [] : contentOf(document),
    );
  }
}

function contentOf(document: Document): readonly unknown[] {
  try {
    const content: unknown = document.toJS();
    return typeof content === "object" ? [content] : [];
  } catch {
    // Aliases without an end; what the text looks like has been checked before.
    return [];
  }
}
