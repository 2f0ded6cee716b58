/**
 * The template of a mount whose path is nowhere to be read: routers of Express 5 before router 2.3 keep only functions that
 * match. So such a function is tried with a path that it matches, in which one piece after the other is replaced: what may be
 * anything is a parameter.
 */
import type { Match } from "./parts";

type Matcher = (path: string) => Match | undefined;

/** What no path has, and a parameter takes. */
const ANYTHING = "~anything~";

/** The template by which a path matched, its literal parts in lower case where the matcher takes any. */
export function probed(match: Matcher, { path, params }: Match): string {
  const pieces = path.split("/");
  const found = pieces.map((piece, index) => {
    const having = (text: string) => match([...pieces.slice(0, index), text, ...pieces.slice(index + 1)].join("/"));
    if (piece === "") return "";
    const whole = having(ANYTHING);
    if (whole?.path.includes(ANYTHING)) return parameterOf(whole) ?? "*";
    const [name, value] =
      Object.entries(params).find(
        ([key, text]) =>
          typeof text === "string" &&
          text !== "" &&
          piece.includes(text) &&
          having(piece.replace(text, ANYTHING))?.params[key] === ANYTHING,
      ) ?? [];
    if (typeof value === "string") return piece.replace(value, `:${name}`);
    // Of a regular expression such as /^\/v\d/: no word may be there, but another digit.
    if (neighbours(piece).some((neighbour) => having(neighbour)?.path.length === path.length)) return "*";
    return having(piece.toLowerCase()) === undefined ? piece : piece.toLowerCase();
  });
  // Several pieces of one wildcard are one.
  return found.filter((piece, index) => !(piece.startsWith("*") && piece === found[index - 1])).join("/");
}

function parameterOf({ params }: Match): string | undefined {
  for (const [name, value] of Object.entries(params)) {
    if (value === ANYTHING) return `:${name}`;
    if (Array.isArray(value) && value.includes(ANYTHING)) return `*${name}`;
  }
  return undefined;
}

/** The text with each of its letters and digits, one at a time, replaced by another. */
function neighbours(text: string): string[] {
  return [...text].flatMap((char, index) =>
    /\w/.test(char)
      ? [
          text.slice(0, index) +
            (/[a-y0-8]/i.test(char) ? String.fromCharCode(char.charCodeAt(0) + 1) : "0") +
            text.slice(index + 1),
        ]
      : [],
  );
}
