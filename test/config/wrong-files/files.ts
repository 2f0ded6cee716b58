/** Stack files that are wrong in one way each, made from one that is right. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The right one. */
export const RIGHT = readFileSync(join(__dirname, "../../../Pulumi.staging.yaml"), "utf8");

/** A wrong file, and what has to be said of it. */
export interface WrongFile {
  readonly what: string;
  readonly content: string | Buffer;
  /** One for each sentence that has to be there, and nothing else. */
  readonly sentences: readonly RegExp[];
}

/** The right file with one line in the place of another one. */
function replaced(line: string, by: string, text = RIGHT): string {
  const lines = text.split("\n");
  const index = lines.findIndex((candidate) => candidate.trim() === line);
  if (index === -1) throw new Error(`The stack file has no line "${line}".`);
  const indent = /^ */.exec(lines[index] ?? "")?.[0] ?? "";
  lines[index] = by
    .split("\n")
    .map((part) => (part === "" ? part : `${indent}${part}`))
    .join("\n");
  return lines.join("\n");
}

/** A key at the top, by the line that stands there, the value that is wrong, and the sentence on it. */
interface WrongValue {
  readonly line: string;
  readonly by: string;
  readonly sentence: RegExp;
}

const value = (line: string, by: string, sentence: RegExp): WrongValue => ({ line, by, sentence });

/** Values of keys that stand alone, so that any two can be wrong at once. */
const REPLICAS = "replicas: 1";
const RETENTION = "retention: 15d";
const STORAGE = "storage: 50Gi";
const CLUSTER = "monitoring:cluster: qualisys-staging";
const ENVIRONMENT = "monitoring:environment: staging";
const CREATE = "create: true";
const HOST = "host: grafana.staging.qualisys.io";
const NAME = "- name: qualisys";
const REGION = "aws:region: eu-central-1";
const CONTEXT = "kubernetes:context: qualisys-staging";
const GENERATE = "generate: true";

/** Values that are wrong, whatever else is. */
const VALUES: Readonly<Record<string, WrongValue>> = {
  // Types.
  "a list for a text": value(CLUSTER, "monitoring:cluster: [a]", /^monitoring:cluster is a list; it must/),
  "a map for a text": value(CLUSTER, "monitoring:cluster: { a: b }", /^monitoring:cluster is a map; it must/),
  "a text for a number": value(REPLICAS, "replicas: two", /^monitoring:prometheus\.replicas is "two"; it must/),
  "a number in quotes": value(REPLICAS, 'replicas: "1"', /^monitoring:prometheus\.replicas is "1"; it must/),
  "a boolean for a number": value(REPLICAS, "replicas: true", /^monitoring:prometheus\.replicas is true; it must/),
  "a text for a boolean": value(
    CREATE,
    'create: "true"',
    /^monitoring:namespace\.create is "true"; it must be true or false/,
  ),
  "a number for a text": value(NAME, "- name: 5", /^monitoring:databases\[0\]\.name is 5; it must/),
  "a list with one item for a value": value(
    RETENTION,
    "retention: [15d]",
    /^monitoring:prometheus\.retention is a list; it must/,
  ),
  // Nothing.
  "a key without a value": value(CLUSTER, "monitoring:cluster:", /^monitoring:cluster is ""; it must/),
  "a tilde": value(CLUSTER, "monitoring:cluster: ~", /^monitoring:cluster is ""; it must/),
  "null within a map": value(REPLICAS, "replicas: null", /^monitoring:prometheus\.replicas is "?null"?; it must/),
  "an empty text": value(HOST, 'host: ""', /^monitoring:grafana\.host is ""; it must/),
  // Booleans that are none.
  ...Object.fromEntries(
    ["yes", "no", "on", "off", "y", "N", "tRue"].map((word) => [
      `${word} for a boolean`,
      value(
        CREATE,
        `create: ${word}`,
        new RegExp(`^monitoring:namespace\\.create is "${word}"; it must be true or false`),
      ),
    ]),
  ),
  // Numbers in other spellings.
  "an octal number": value(REPLICAS, "replicas: 0777", /^monitoring:prometheus\.replicas is 511; it must/),
  "an octal number of YAML 1.2": value(REPLICAS, "replicas: 0o17", /^monitoring:prometheus\.replicas is 15; it must/),
  "a hexadecimal number": value(REPLICAS, "replicas: 0xFF", /^monitoring:prometheus\.replicas is 255; it must/),
  "a binary number": value(REPLICAS, "replicas: 0b1111", /^monitoring:prometheus\.replicas is 15; it must/),
  "a number with underscores": value(REPLICAS, "replicas: 1_000", /^monitoring:prometheus\.replicas is 1000; it must/),
  "a sexagesimal number": value(REPLICAS, "replicas: 1:30", /^monitoring:prometheus\.replicas is "1:30"; it must/),
  "a number with an exponent": value(REPLICAS, "replicas: 1e3", /^monitoring:prometheus\.replicas is 1000; it must/),
  "a fraction": value(REPLICAS, "replicas: 1.5", /^monitoring:prometheus\.replicas is 1\.5; it must/),
  "a number below what is allowed": value(REPLICAS, "replicas: 0", /^monitoring:prometheus\.replicas is 0; it must/),
  "a number below zero": value(REPLICAS, "replicas: -1", /^monitoring:prometheus\.replicas is -1; it must/),
  "a number that is too large to be exact": value(
    REPLICAS,
    "replicas: 9007199254740993",
    /^monitoring:prometheus\.replicas is a number with more digits than arrive/,
  ),
  "a number beyond all": value(
    REPLICAS,
    "replicas: 1e300",
    /^monitoring:prometheus\.replicas is a number with more digits/,
  ),
  "a number that is none to YAML either": value(
    REPLICAS,
    "replicas: 1e999",
    /^monitoring:prometheus\.replicas is "1e999"; it must/,
  ),
  infinity: value(REPLICAS, "replicas: .inf", /^line \d+: \.inf is a number to YAML that Pulumi cannot pass on/),
  "infinity below zero": value(REPLICAS, "replicas: -.Inf", /^line \d+: -\.Inf is a number to YAML that Pulumi cannot/),
  "no number": value(REPLICAS, "replicas: .nan", /^line \d+: \.nan is a number to YAML that Pulumi cannot/),
  // Dates.
  "a date": value(CLUSTER, "monitoring:cluster: 2024-01-01", /^monitoring:cluster is a date to YAML/),
  "a date with a time": value(HOST, "host: 2024-01-01T10:00:00Z", /^monitoring:grafana\.host is a date to YAML/),
  // Units.
  "a size in bytes": value(STORAGE, "storage: 50", /^monitoring:prometheus\.storage is 50; it must/),
  "a size in another unit": value(STORAGE, "storage: 50GB", /^monitoring:prometheus\.storage is "50GB"; it must/),
  "a size with a space": value(STORAGE, "storage: 50 Gi", /^monitoring:prometheus\.storage is "50 Gi"; it must/),
  "a duration without a unit": value(RETENTION, "retention: 15", /^monitoring:prometheus\.retention is 15; it must/),
  "a duration in words": value(
    RETENTION,
    "retention: 15 days",
    /^monitoring:prometheus\.retention is "15 days"; it must/,
  ),
  // Grammars.
  "an address for a host": value(HOST, "host: https://grafana.qualisys.io", /^monitoring:grafana\.host is "https:/),
  "a name with spaces": value(ENVIRONMENT, "monitoring:environment: my stage", /^monitoring:environment is "my stage"/),
  "a region that is none": value(REGION, "aws:region: Frankfurt", /^aws:region is "Frankfurt"; it must/),
  "a region without a value": value(REGION, "aws:region:", /^aws:region is empty; it must/),
  "a context without a value": value(CONTEXT, "kubernetes:context: ''", /^kubernetes:context is empty; it must/),
  // Keys.
  "a misspelt key": value(
    RETENTION,
    "retenton: 15d",
    /^monitoring:prometheus\.retenton is not a key .*did you mean monitoring:prometheus\.retention\?/,
  ),
  "a misspelt prefix": value(
    CONTEXT,
    "kubernetse:context: a",
    /^kubernetse:context is not used; .*did you mean kubernetes:context\?/,
  ),
  "a misspelt key of a provider": value(
    CONTEXT,
    "kubernetes:contxt: a",
    /^kubernetes:contxt is not a key .*did you mean kubernetes:context\?/,
  ),
  "a dotted key": value(
    CONTEXT,
    `${CONTEXT}\nmonitoring:prometheus.storage: 60Gi`,
    /^monitoring:prometheus\.storage is not a key of this configuration; a path has to be set with --path: .*`pulumi config set --path 'monitoring:prometheus\.storage' VALUE`/,
  ),
  "a key with brackets": value(
    CONTEXT,
    `${CONTEXT}\n"monitoring:databases[0].name": a`,
    /^monitoring:databases\[0\]\.name is not a key of this configuration; a path has to be set with --path/,
  ),
  "a dotted key within a map": value(
    RETENTION,
    `${RETENTION}\nresources.requests: { cpu: 1 }`,
    /^monitoring:prometheus\.resources\.requests is not a key of this configuration; it is a path; write requests below/,
  ),
  "a key that is a number": value(
    RETENTION,
    `${RETENTION}\n1: a`,
    /^monitoring:prometheus\.1 is not a key of this configuration/,
  ),
  "a key that is a boolean": value(RETENTION, `${RETENTION}\ntrue: a`, /^monitoring:prometheus\.true is not a key/),
  "a key that is nothing": value(RETENTION, `${RETENTION}\n~: a`, /^monitoring:prometheus\.<nil> is not a key/),
  "a key at the top that is a number": value(CONTEXT, `${CONTEXT}\n5: a`, /^5 is no key of a stack; it must be/),
  "a key with three parts": value(
    CONTEXT,
    `${CONTEXT}\nmonitoring:prometheus:storage: a`,
    /^monitoring:prometheus:storage is no key of a stack/,
  ),
  "a key twice": value(CLUSTER, `${CLUSTER}\n${CLUSTER}`, /^line \d+: the key "monitoring:cluster" stands twice/),
  "a key twice, with and without its prefix": value(
    CLUSTER,
    `${CLUSTER}\ncluster: b`,
    /^monitoring:cluster is given twice/,
  ),
  "a key twice in a map": value(
    RETENTION,
    `${RETENTION}\n"retention": 10d`,
    /^line \d+: the key "retention" stands twice/,
  ),
  "a merge of nothing": value(RETENTION, `${RETENTION}\n<<: ~`, /^line \d+: the key "<<" merges maps/),
  "a merge that brings an unknown key": value(
    RETENTION,
    `${RETENTION}\n<<: &more { retenshun: 5d }`,
    /^monitoring:prometheus\.retenshun is not a key of this configuration/,
  ),
  "an anchor that is not set": value(STORAGE, "storage: *size", /^line \d+: the anchor &size is not set/),
  "an anchor for another type": value(
    CREATE,
    "create: &yes 1",
    /^monitoring:namespace\.create is 1; it must be true or false/,
  ),
  // Encrypted.
  "an encrypted text": value(
    CLUSTER,
    "monitoring:cluster: { secure: AAAA }",
    /^monitoring:cluster holds an encrypted value/,
  ),
  "an encrypted text in a map": value(
    HOST,
    "host: { secure: AAAA }",
    /^monitoring:grafana\.host holds an encrypted value/,
  ),
  "an encrypted text in a list": value(
    NAME,
    "- name: { secure: AAAA }",
    /^monitoring:databases\[0\]\.name holds an encrypted value/,
  ),
  "an encrypted region": value(REGION, "aws:region: { secure: AAAA }", /^aws:region is encrypted \(secure:\)/),
  // Tags.
  "a tag that does not fit": value(REPLICAS, "replicas: !!int many", /^line \d+: what is tagged !!int is none/),
  "a boolean of YAML 1.1 by its tag": value(
    GENERATE,
    "generate: !!bool yes",
    /^line \d+: what is tagged !!bool is none/,
  ),
};

/** Files that cannot be read at all, so that there is one sentence. */
const WHOLE: Readonly<Record<string, readonly [content: string | Buffer, sentence: RegExp]>> = {
  "a list": ["- a\n- b\n", /^it is no map; it must begin with config:/],
  "a text": ["hello\n", /^it is no map/],
  "a config that is a list": ["config:\n  - a\n", /^its config is no map/],
  "a config that is a text": ["config: hello\n", /^its config is no map/],
  "several documents": [`${RIGHT}---\n${RIGHT}`, /^line \d+: a second document begins/],
  "an empty document in front": [`---\n---\n${RIGHT}`, /^line 2: a second document begins/],
  "a newer version of YAML": [`%YAML 1.2\n---\n${RIGHT}`, /^it begins with %YAML/],
  "a tab for an indentation": [
    RIGHT.replace("  monitoring:cluster", "\tmonitoring:cluster"),
    /^line \d+: it is no valid YAML/,
  ],
  "UTF-16": [Buffer.from(`\ufeff${RIGHT}`, "utf16le"), /^it is written in UTF-16/],
  "another encoding": [Buffer.from(`# \u00e9\n${RIGHT}`, "latin1"), /^it is no text in UTF-8/],
  "a program": [Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 255]), /^it is no text in UTF-8/],
  zeros: [Buffer.alloc(512), /^line 1: it holds the control character U\+0000/],
  "line ends of old": [RIGHT.replaceAll("\n", "\r"), /^its lines end in a carriage return alone/],
  "a list that is not closed": [replaced(REPLICAS, "replicas: [1"), /^line \d+: it is no valid YAML/],
  "a quote that is not closed": [replaced(HOST, 'host: "grafana'), /^line \d+: it is no valid YAML/],
  "a value with a colon": [replaced(CLUSTER, "monitoring:cluster: a: b"), /^line \d+: it is no valid YAML/],
  "an at sign in front": [replaced(CLUSTER, "monitoring:cluster: @a"), /^line \d+: it is no valid YAML/],
  "a conflict of a merge": [
    replaced(REPLICAS, "<<<<<<< HEAD\nreplicas: 1\n=======\nreplicas: 2\n>>>>>>> branch"),
    /^line \d+: it is no valid YAML/,
  ],
  "an anchor that holds itself": [replaced(REPLICAS, "replicas: &a [*a]"), /^line \d+: the anchor &a holds itself/],
  "lists in lists in lists": [
    replaced(REPLICAS, `replicas: ${"[".repeat(3_000)}${"]".repeat(3_000)}`),
    /^lists and maps stand in one another/,
  ],
  "JSON that is cut off": [`{"config": {"monitoring:cluster": "a"`, /^line \d+: it is no valid YAML/],
};

/** Keys that a stack without any configuration lacks. */
const LACKING = [
  /^aws:region is missing/,
  /^kubernetes:context is missing/,
  /^monitoring:alertmanager is missing/,
  /^monitoring:cluster is missing/,
  /^monitoring:environment is missing/,
  /^monitoring:grafana is missing/,
];

/** Files with nothing in them. */
const EMPTY: Readonly<Record<string, string | Buffer>> = {
  nothing: "",
  null: "null\n",
  "a tilde": "~\n",
  "a comment": "# later\n",
  "marks of a document": "---\n...\n",
  "a byte order mark": "\ufeff",
  "an empty map": "{}\n",
  "an empty config": "config:\n",
  "line ends of Windows": "\r\n\r\n",
};

const singles = Object.entries(VALUES).map(
  ([what, { line, by, sentence }]): WrongFile => ({ what, content: replaced(line, by), sentences: [sentence] }),
);

/** Each value together with the next one of another line: both are said. */
const pairs = Object.entries(VALUES).flatMap(([what, first], index, all): WrongFile[] => {
  const [other, second] = all.slice(index + 1).find(([, { line }]) => line !== first.line) ?? [];
  if (other === undefined || second === undefined) return [];
  return [
    {
      what: `${what}, and ${other}`,
      content: replaced(second.line, second.by, replaced(first.line, first.by)),
      sentences: [first.sentence, second.sentence],
    },
  ];
});

/** The right file as other editors write it. */
export const ALSO_RIGHT: Readonly<Record<string, string>> = {
  "line ends of Windows": RIGHT.replaceAll("\n", "\r\n"),
  "a byte order mark": `\ufeff${RIGHT}`,
  "marks of a document": `---\n${RIGHT}...\n`,
  "an encrypted key of a provider": replaced(REGION, `${REGION}\naws:secretKey: { secure: AAAA }`),
  "encrypted parts of a provider's key": replaced(
    REGION,
    `${REGION}\naws:assumeRoles: [{ externalId: { secure: AAAA } }]`,
  ),
  "keys without the project's prefix": RIGHT.replaceAll("  monitoring:", "  "),
};

/** Every wrong file. */
export const WRONG: readonly WrongFile[] = [
  ...singles,
  ...Object.entries(WHOLE).map(([what, [content, sentence]]): WrongFile => ({ what, content, sentences: [sentence] })),
  ...Object.entries(EMPTY).map(
    ([what, content]): WrongFile => ({ what: `${what} at all`, content, sentences: LACKING }),
  ),
  {
    what: "a misspelt config",
    content: RIGHT.replace(/^config:/m, "conifg:"),
    sentences: [/^conifg is not read by Pulumi; did you mean config\?/],
  },
  {
    what: "values of an environment",
    content: `environment: [prod]\n${RIGHT}`,
    sentences: [/^environment imports values from Pulumi ESC/],
  },
  {
    what: "keys that are not indented",
    content: `monitoring:protect: true\n${RIGHT}`,
    sentences: [/^monitoring:protect stands beside config, where nobody reads it/],
  },
  ...pairs,
];
