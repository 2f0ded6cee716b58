/** Command-line arguments of Prometheus and its like. */
import { isMap } from "../../common/maps";
import { at, isHidden, items, UNKNOWN, type Hidden } from "./known";

/** One argument. */
export interface Flag {
  /** Without the dashes; a mark where the argument cannot be judged, so that it may be any. */
  readonly name: string | Hidden;
  /** Empty for a switch. */
  readonly value: unknown;
  readonly path: string;
}

/** The arguments of a container: its command and args, also those inside a shell's command line. */
export function containerFlags(container: unknown, path: string): Flag[] {
  return ["command", "args"].flatMap((key) => wordFlags(at(container, key), `${path}.${key}`));
}

/**
 * Arguments as a list of texts, with dashes or without.
 *
 * A word that is a variable or names a file (`$(ARGS)`, `@args.txt`) may be any argument.
 */
export function wordFlags(list: unknown, path: string, bare = false): Flag[] {
  if (isHidden(list)) return [{ name: list, value: list, path }];
  const words = items(list).flatMap(([index, text]): { word: string | Hidden; index: number }[] =>
    isHidden(text)
      ? [{ word: text, index }]
      : String(text)
          .split(/\s+/)
          .map((word) => ({ word: word.replace(/^["']+|["']+$/g, ""), index })),
  );
  return words.flatMap(({ word, index }, position): Flag[] => {
    const place = `${path}[${index}]`;
    if (isHidden(word)) return [{ name: word, value: word, path: place }];
    if (/^(\$|@.)/.test(word)) return [{ name: UNKNOWN, value: UNKNOWN, path: place }];
    const [, name, value] = (bare ? BARE : DASHED).exec(word) ?? [];
    if (name === undefined) return [];
    const next = words[position + 1]?.word;
    const isValue = isHidden(next) || (next !== undefined && !next.startsWith("-"));
    return [{ name, value: value ?? (isValue && !bare ? next : ""), path: place }];
  });
}

const DASHED = /^--?([\w.-]+)(?:=(.*))?$/s;
const BARE = /^-{0,2}([\w.-]+)(?:=(.*))?$/s;

/** The operator's `additionalArgs`: a list of names and values. Charts take a map of the same, or a list of texts. */
export function namedFlags(given: unknown, path: string): Flag[] {
  if (isHidden(given)) return [{ name: given, value: given, path }];
  if (isMap(given))
    return Object.entries(given).map(([name, value]) => ({
      name: undashed(name),
      value: value ?? "",
      path: `${path}.${name}`,
    }));
  return items(given).flatMap(([index, item]) => {
    if (typeof item === "string")
      return wordFlags([item], path, true).map((flag) => ({ ...flag, path: `${path}[${index}]` }));
    const name = at(item, "name");
    return [
      {
        name: isHidden(name) ? name : undashed(String(name)),
        value: at(item, "value") ?? "",
        path: `${path}[${index}]`,
      },
    ];
  });
}

function undashed(name: string): string {
  return name.replace(/^-+/, "");
}
