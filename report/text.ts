/** Long texts, cut to what matters. */

/** Characters that a long text keeps on either side of what changes in it. */
const CONTEXT = 40;

/** Length from which on a changed text is cut to its change, and any other one at its end. Characters. */
const LONG = 100;

/** A text that is cut where it is long. */
export function shortened(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length > LONG ? `${line.slice(0, LONG)}…` : line;
}

/** Two texts, where one is long both cut to the part that differs, with the words around it. */
export function excerpts(before: string, after: string): readonly [before: string, after: string] {
  const [old, fresh] = [before, after].map((text) => text.replaceAll(/\s+/g, " ").trim()) as [string, string];
  if (old === "" || fresh === "" || Math.max(old.length, fresh.length) <= LONG) return [old, fresh];
  const start = common(old, fresh);
  const end = common(reversed(old.slice(start)), reversed(fresh.slice(start)));
  const from = wordStart(old, start - CONTEXT);
  const cut = (text: string) => {
    const to = wordEnd(text, text.length - end + CONTEXT);
    return `${from > 0 ? "… " : ""}${text.slice(from, to)}${to < text.length ? " …" : ""}`;
  };
  return [cut(old), cut(fresh)];
}

/** How many characters two texts begin with alike. */
function common(a: string, b: string): number {
  let length = 0;
  while (length < Math.min(a.length, b.length) && a[length] === b[length]) length += 1;
  return length;
}

function reversed(text: string): string {
  return text.split("").reverse().join("");
}

function wordStart(text: string, index: number): number {
  return index <= 0 ? 0 : text.lastIndexOf(" ", index) + 1;
}

function wordEnd(text: string, index: number): number {
  const end = text.indexOf(" ", index);
  return index >= text.length || end === -1 ? text.length : end;
}
