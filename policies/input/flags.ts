/** Command-line arguments of Prometheus. */
import { at, items, UNKNOWN } from "./known";

/** One argument. */
export interface Flag {
  /** Without the dashes; UNKNOWN where the argument is not known, so that it may be any. */
  readonly name: string | typeof UNKNOWN;
  /** Empty for a switch. */
  readonly value: unknown;
  readonly path: string;
}

/** The arguments of a container: its command and args, also those inside a shell's command line. */
export function containerFlags(container: unknown, path: string): Flag[] {
  return ["command", "args"].flatMap((key) => {
    const list = at(container, key);
    if (list === UNKNOWN) return [{ name: UNKNOWN, value: UNKNOWN, path: `${path}.${key}` }];
    const words = items(list).flatMap(([index, text]): { word: string | typeof UNKNOWN; index: number }[] =>
      text === UNKNOWN
        ? [{ word: UNKNOWN, index }]
        : String(text)
            .split(/\s+/)
            .map((word) => ({ word, index })),
    );
    return words.flatMap(({ word, index }, position): Flag[] => {
      const place = `${path}.${key}[${index}]`;
      if (word === UNKNOWN) return [{ name: UNKNOWN, value: UNKNOWN, path: place }];
      const [, name, value] = /^--?([\w.-]+)(?:=(.*))?$/.exec(word) ?? [];
      if (name === undefined) return [];
      const next = words[position + 1]?.word;
      const isValue = next === UNKNOWN || (next !== undefined && !next.startsWith("-"));
      return [{ name, value: value ?? (isValue ? next : ""), path: place }];
    });
  });
}

/** The operator's `additionalArgs`: a list of names and values. */
export function additionalFlags(list: unknown, path: string): Flag[] {
  if (list === UNKNOWN) return [{ name: UNKNOWN, value: UNKNOWN, path }];
  return items(list).map(([index, item]) => {
    const name = at(item, "name");
    return {
      name: name === UNKNOWN ? UNKNOWN : String(name),
      value: at(item, "value") ?? "",
      path: `${path}[${index}]`,
    };
  });
}
