/** Just enough reading of PromQL to name what a query selects. */

const KEYWORDS = new Set(["and", "or", "unless", "bool", "offset", "inf", "nan"]);
const GROUPING = /\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/g;

/** A metric that is selected, with its matchers. */
export interface Selector {
  readonly metric: string;
  readonly matchers: string;
}

/** The selections of a query, `metric{matchers}` each; a metric without braces has no matchers. */
export function selectors(expr: string): readonly Selector[] {
  const found: Selector[] = [];
  const rest = expr.replaceAll(/([a-zA-Z_:][\w:]*)\s*\{((?:"(?:[^"\\]|\\.)*"|[^}"])*)\}/g, (_, metric: string, matchers: string) => {
    found.push({ metric, matchers });
    return " ";
  });
  const bare = rest
    .replaceAll(/"(?:[^"\\]|\\.)*"/g, " ")
    .replaceAll(/\[[^\]]*\]/g, " ")
    .replaceAll(GROUPING, " ")
    .matchAll(/(?<![\w.$])([a-zA-Z_:][\w:]*)\b(?!\s*\()/g);
  for (const [, word = ""] of bare) if (!KEYWORDS.has(word.toLowerCase())) found.push({ metric: word, matchers: "" });
  return found;
}

/** Names of the metrics that a query selects. */
export function metricNames(expr: string): readonly string[] {
  return selectors(expr).map(({ metric }) => metric);
}

/** What each range selector is given to: `rate(x{...}[5m])` gives `{ call: "rate", range: "5m" }`. */
export function ranges(expr: string): readonly { readonly call: string; readonly range: string }[] {
  const plain = expr.replaceAll(/\{(?:"(?:[^"\\]|\\.)*"|[^}"])*\}/g, "");
  return [...plain.matchAll(/(?:(\w+)\()?[\w:]+\[([^\]]+)\]/g)].map(([, call = "", range = ""]) => ({ call, range }));
}
