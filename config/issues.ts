/** What zod finds wrong with a value, in our own words. */
import type { z } from "zod";
import { secretInText } from "../secrets/find";
import { MASK } from "../secrets/mask";
import { isSecretPlace, propertiesOf, schemaAt } from "./keys";
import { nearest } from "../common/nearest";
import type { Problem } from "./fields/problem";
import { valueKind } from "./fields/secret-text";
import { CONFIG_PREFIX, spell } from "./fields/spelling";
import { suggestedKeys } from "./suggest";

/** What a value has to be by its type, where its grammar says nothing. */
const TYPE_WORDS: Readonly<Record<string, string>> = {
  boolean: "must be true or false",
  array: "must be a list",
  object: "must be a map of keys and values",
  record: "must be a map of keys and values",
  string: "must be a text",
};

/** The longest value that is shown whole. */
const LONGEST_SHOWN = 80;

/** The problems of one issue: one for each unknown key, else one. */
export function problemsOf(issue: z.core.$ZodIssue): readonly Problem[] {
  if (issue.code === "unrecognized_keys") return issue.keys.map((name) => unknownKey(issue.path, name));
  const key = spell(issue.path);
  if (issue.code === "invalid_key") {
    const above = spell(issue.path.slice(0, -1));
    const name = shownKey(String(issue.path.at(-1)));
    return [
      {
        keys: [above],
        sentence: `${above} has the key ${JSON.stringify(name)}; it ${issue.issues[0]?.message ?? "must be another"}.`,
      },
    ];
  }
  return [{ keys: [key], sentence: `${key} ${described(issue)}; it ${allowed(issue)}.` }];
}

function unknownKey(above: readonly PropertyKey[], name: string): Problem {
  const key = spell([...above, shownKey(name)]);
  const remedy = pathRemedy(above, shownKey(name));
  if (remedy !== undefined) return { keys: [key], sentence: `${key} is not a key of this configuration; ${remedy}` };
  const meant = suggestedKeys(above, name);
  const siblings = propertiesOf(schemaAt(above) ?? {}).map(([sibling]) => sibling);
  const place = above.length === 0 ? `below ${CONFIG_PREFIX}` : `in ${spell(above)}`;
  const hint = meant.length === 0 ? "" : `; did you mean ${meant.join(" or ")}?`;
  return {
    keys: [key, ...meant],
    sentence: `${key} is not a key of this configuration; ${place} there may be ${siblings.join(", ")}${hint === "" ? "." : hint}`,
  };
}

/** What to do about a path that was set as if it were a name: `pulumi config set` takes it for one without `--path`. */
function pathRemedy(above: readonly PropertyKey[], name: string): string | undefined {
  const [first = "", ...rest] = name.split(/[.[\]"]+/).filter((part) => part !== "");
  const known = propertiesOf(schemaAt(above) ?? {}).some(([sibling]) => sibling === first);
  if (rest.length === 0 || !known) return undefined;
  const place = spell([...above, first]);
  return above.length === 0
    ? `a path has to be set with --path: remove this key, and run \`pulumi config set --path '${spell([name])}' VALUE\`, or write ${rest.join(".")} below ${place}.`
    : `it is a path; write ${rest.join(".")} below ${place}.`;
}

/** A key as it may be shown: a secret may stand in the place of one by mistake. */
function shownKey(name: string): string {
  return secretInText(name) === undefined ? name : MASK;
}

/** What stands there. Never a secret, and no more of a map or list than that it is one. */
function described({ input, path }: z.core.$ZodIssue): string {
  if (input === undefined) return "is missing";
  if (Array.isArray(input)) return input.length === 0 ? "is an empty list" : "is a list";
  if (typeof input === "object" && input !== null) return "is a map";
  const text = String(input);
  const isReference = path.some((_, index) => isSecretPlace(schemaAt(path.slice(0, index + 1)) ?? {}));
  const kind = isReference ? valueKind(text) : secretInText(text);
  if (kind !== undefined) return `holds what looks like ${kind} and is not shown`;
  if (isReference) return "holds a value that is not shown";
  // In place of a whole map anything may stand, a secret among it.
  if (["object", "array"].includes(String(schemaAt(path)?.type)))
    return `is a ${typeof input === "string" ? "text" : typeof input}`;
  return `is ${JSON.stringify(text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}...` : input)}`;
}

/** What may stand there, as the end of "it ...". */
function allowed(issue: z.core.$ZodIssue): string {
  if (issue.message.startsWith("must ")) return issue.message;
  if (issue.code === "invalid_type") return TYPE_WORDS[issue.expected] ?? `must be a ${issue.expected}`;
  if (issue.code === "invalid_value") {
    const meant = nearest(String(issue.input), issue.values.map(String));
    return `must be ${issue.values.length > 1 ? "one of " : ""}${issue.values.join(", ")}${meant === undefined ? "" : `, probably ${meant}`}`;
  }
  return "must have at least one item";
}
