/** A YAML file as the engine reads it, with every problem that keeps it from being read. */
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseAllDocuments,
  Scalar,
  type YAMLMap,
} from "yaml";
import { UNREAD } from "./unread";
import { plainScalar, type ScalarValue, Timestamp, timestamp } from "./scalars";

/** A value of a file. */
export type Value = ScalarValue | readonly Value[] | ReadonlyMap<string, Value>;

/** What a file says. */
export interface YamlFile {
  /** The value of the file; of an empty one null, and undefined where it cannot be read at all. */
  readonly value: Value | undefined;
  /** What is wrong with it, each with its line: `line 3: a tab ...`. */
  readonly problems: readonly string[];
}

/** Values that a file may have, those that aliases repeat among them; the engine has a limit of this kind as well. */
const MOST_VALUES = 100_000;

/** Lists and maps in one another. */
const DEEPEST = 100;

const TAG_PREFIX = "tag:yaml.org,2002:";

/** Characters that the engine refuses in a file, and line breaks that only YAML 1.1 knows. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const BAD_CHARACTER = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/;

/**
 * Reads a file. Scalars are what Go's reader takes them for ({@link plainScalar}); what Go's reader and other readers of YAML
 * understand differently, and no stack file needs, is refused: several documents, byte order marks within the text, and so on.
 */
export function readYaml(bytes: Uint8Array): YamlFile {
  const text = decoded(bytes);
  if (typeof text !== "string") return text;
  const lines = new LineCounter();
  const documents = documentsOf(text, lines);
  if (documents.length === 0) return { value: null, problems: [] };
  const [document] = documents;
  if (document === undefined || typeof document === "string")
    return { value: undefined, problems: [document ?? "it cannot be read as YAML."] };
  const problems = [...syntaxProblems(documents as Document.Parsed[], lines)];
  if (problems.length > 0) return { value: undefined, problems };
  const reader = new Reader(document, lines);
  const value = reader.valueOf(document.contents);
  return { value, problems: [...new Set(reader.problems)] };
}

/** The text of a file, without the mark that some editors put in front of it. */
function decoded(bytes: Uint8Array): string | YamlFile {
  const refused = (problem: string): YamlFile => ({ value: undefined, problems: [problem] });
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff))
    return refused("it is written in UTF-16; save it as UTF-8.");
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return refused("it is no text in UTF-8; save it as UTF-8.");
  }
  const old = /\r(?!\n)/.exec(text);
  if (old !== null) return refused("its lines end in a carriage return alone; save it with the line ends of Unix.");
  const at = text.search(BAD_CHARACTER);
  if (at === -1) return text;
  const line = text.slice(0, at).split("\n").length;
  const code = (text.codePointAt(at) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  return refused(`line ${line}: it holds the control character U+${code}, which YAML does not allow; remove it.`);
}

function documentsOf(text: string, lineCounter: LineCounter): readonly (Document.Parsed | string)[] {
  try {
    const documents = parseAllDocuments(text, {
      // Nothing but texts: what they stand for is not YAML's question here, but the engine's.
      schema: "failsafe",
      resolveKnownTags: false,
      merge: false,
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: "silent",
      lineCounter,
    });
    return [...documents];
  } catch (error) {
    // A thousand lists in one another end the stack of the parser.
    if (error instanceof RangeError) return [TOO_DEEP];
    throw error;
  }
}

const TOO_DEEP = `lists and maps stand in one another more than ${DEEPEST} deep; write them flatter.`;

function syntaxProblems(documents: readonly Document.Parsed[], lines: LineCounter): readonly string[] {
  const errors = documents.flatMap((document) => document.errors);
  const directive = documents.find(({ directives }) => directives.yaml.explicit === true);
  const [, second] = documents;
  // What is wrong with a line often makes all others wrong as well.
  const [first] = errors;
  if (errors.some(({ message }) => message.includes("call stack"))) return [TOO_DEEP];
  return [
    ...(first === undefined ? [] : [`line ${lines.linePos(first.pos[0]).line}: ${inWords(first.message)}`]),
    ...(directive !== undefined && directive.directives.yaml.version !== "1.1"
      ? ["it begins with %YAML, and Pulumi reads no other version than its own; remove that line."]
      : []),
    ...(second === undefined || errors.length > 0
      ? []
      : [
          `line ${lines.linePos(second.range[0]).line}: a second document begins (---), and Pulumi would read the first one only; keep one.`,
        ]),
  ];
}

/** The parser's message as a sentence. What it quotes of the file is left out: it may be a secret. */
function inWords(message: string): string {
  const [first = ""] = message.split("\n");
  const words = first.replace(/: ".*$/, "").replace(/[.:]$/, "");
  return `it is no valid YAML: ${words.charAt(0).toLowerCase()}${words.slice(1)}.`;
}

/** Makes values of one document's nodes, and notes what the engine would refuse. */
class Reader {
  readonly problems: string[] = [];
  private readonly open: Node[] = [];
  private count = 0;

  constructor(
    private readonly document: Document.Parsed,
    private readonly lines: LineCounter,
  ) {}

  /** The value of a node; {@link UNREAD} in the place of what cannot be read. */
  valueOf(node: unknown): Value {
    this.count += 1;
    if (this.count > MOST_VALUES) return this.problem(undefined, TOO_MANY);
    if (node === null || node === undefined) return null;
    if (isAlias(node)) {
      const target = node.resolve(this.document);
      if (target === undefined) return this.problem(node, `the anchor &${node.source} is not set before it is used.`);
      return this.valueOf(target);
    }
    if (isScalar(node)) return this.scalar(node);
    if (!isSeq(node) && !isMap(node)) return this.problem(undefined, "it holds something that is no value.");
    if (this.open.includes(node)) return this.problem(node, `the anchor &${node.anchor} holds itself; write it out.`);
    if (this.open.length >= DEEPEST) return this.problem(undefined, TOO_DEEP);
    this.open.push(node);
    const value = isSeq(node) ? node.items.map((item) => this.valueOf(item)) : this.map(node);
    this.open.pop();
    return value;
  }

  /** A map; what is merged into it (`<<`) gives way to its own keys, and a later map to an earlier one. */
  private map(node: YAMLMap): ReadonlyMap<string, Value> {
    const values = new Map<string, Value>();
    const merged: unknown[] = [];
    for (const { key, value } of node.items) {
      const resolved = isAlias(key) ? key.resolve(this.document) : key;
      if (isScalar(resolved) && isMergeKey(resolved)) {
        if (merged.length > 0)
          this.problem(resolved, 'the key "<<" stands twice in one map; give it a list of the maps.');
        merged.push(value);
        continue;
      }
      const name = this.keyOf(resolved);
      if (name === undefined) continue;
      if (values.has(name)) this.problem(key, `the key ${JSON.stringify(name)} stands twice in one map; keep one.`);
      else values.set(name, this.valueOf(value));
    }
    for (const from of merged.flatMap((value) => this.mapsToMerge(value)))
      for (const [name, value] of from) if (!values.has(name)) values.set(name, value);
    return values;
  }

  private mapsToMerge(node: unknown): readonly ReadonlyMap<string, Value>[] {
    const target = isAlias(node) ? node.resolve(this.document) : node;
    const parts = isSeq(target) && !isAlias(node) ? target.items : [node];
    return parts.flatMap((part) => {
      const value = this.valueOf(part);
      if (value instanceof Map) return [value as ReadonlyMap<string, Value>];
      this.problem(
        part ?? node,
        'the key "<<" merges maps, and what it has is none; give it a map, an alias of one, or a list of them.',
      );
      return [];
    });
  }

  /** A key as the engine spells it: `0x10` is `16`. */
  private keyOf(key: unknown): string | undefined {
    if (key === null || (isScalar(key) && key.value === "" && key.type === Scalar.PLAIN && key.tag === undefined)) {
      this.problem(key ?? undefined, "a key is missing before a colon.");
      return undefined;
    }
    if (!isScalar(key)) {
      this.problem(key, "a list or a map is used as a key; a key must be a text.");
      return undefined;
    }
    const value = this.scalar(key);
    if (value === UNREAD) return undefined;
    if (value === null) return "<nil>";
    return typeof value === "number" ? inGo(value) : String(value);
  }

  private scalar(node: Scalar): ScalarValue {
    const text = typeof node.value === "string" ? node.value : "";
    const plain = node.type === Scalar.PLAIN || node.type === undefined;
    const { tag } = node;
    if (tag === undefined || tag === "") return plain ? this.finite(node, plainScalar(text)) : text;
    const kind = tag.startsWith(TAG_PREFIX) ? tag.slice(TAG_PREFIX.length) : "";
    const kinds = KINDS[kind];
    if (kind === "binary") return this.binary(node, text);
    if (kinds === undefined) return text;
    const value = kind === "timestamp" ? (timestamp(text) ?? plainScalar(text)) : untimed(text);
    if (!kinds.some((is) => is(value)))
      return this.problem(node, `what is tagged !!${kind} is none; correct it or remove the tag.`);
    return this.finite(node, kind === "float" ? Number(value) : value);
  }

  /** What is no number to JSON, in which the engine hands values on. */
  private finite(node: Scalar, value: ScalarValue): ScalarValue {
    if (typeof value !== "number" || Number.isFinite(value)) return value;
    return this.problem(
      node,
      `${String(node.value)} is a number to YAML that Pulumi cannot pass on; put it in quotes if it is a text.`,
    );
  }

  private binary(node: Scalar, text: string): ScalarValue {
    const encoded = text.replaceAll(/\s/g, "");
    const bytes = Buffer.from(encoded, "base64");
    try {
      if (bytes.toString("base64") !== encoded) throw new TypeError("no base64");
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      return this.problem(node, "what is tagged !!binary is no text in base64; write the text itself.");
    }
  }

  private problem(node: unknown, words: string): string {
    const at = (node as Node | undefined)?.range?.[0];
    this.problems.push(at === undefined ? words : `line ${this.lines.linePos(at).line}: ${words}`);
    return UNREAD;
  }
}

const TOO_MANY = `its aliases repeat more than ${MOST_VALUES} values; write what is needed without them.`;

/** What may stand behind a tag. */
const KINDS: Readonly<Record<string, readonly ((value: ScalarValue) => boolean)[]>> = {
  int: [(value) => typeof value === "bigint"],
  float: [(value) => typeof value === "number", (value) => typeof value === "bigint"],
  bool: [(value) => typeof value === "boolean"],
  null: [(value) => value === null],
  timestamp: [(value) => value instanceof Timestamp],
};

/** A scalar whose tag says that it is no date. */
function untimed(text: string): ScalarValue {
  const value = plainScalar(text);
  return value instanceof Timestamp ? text : value;
}

/** Also in quotes: the engine writes the file anew, without them, before it takes its values. */
function isMergeKey({ value }: Scalar): boolean {
  return value === "<<";
}

/** A number as Go prints it: with an exponent from a million on, and below a ten-thousandth. */
export function inGo(value: number): string {
  const [mantissa = "", exponent = "0"] = value.toExponential().split("e");
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(value);
  return `${mantissa}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}
