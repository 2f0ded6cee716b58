/** Which metrics a query selects, by Prometheus' own grammar. */
import { children, childrenOf, nodes, textOf, type Node } from "../alerts/mutation/tree";

/** What a query selects. */
export interface Selected {
  /** The metrics that it names, however they are written: `pg_up`, `{"pg_up"}`, `{__name__="pg_up"}`. */
  readonly names: readonly string[];
  /** Selections that take whatever metrics there are, by a pattern or by labels alone, as they are written. */
  readonly open: readonly string[];
}

/**
 * The metrics of an expression. Grafana's variables have to be replaced before.
 *
 * @throws Error where the text is no PromQL.
 */
export function selectedMetrics(expr: string): Selected {
  const found = nodes(expr).filter(({ name }) => name === "VectorSelector").map((selector) => ({ name: nameOf(expr, selector), text: textOf(expr, selector) }));
  return {
    names: found.flatMap(({ name }) => name ?? []),
    open: found.flatMap(({ name, text }) => (name === undefined ? [text] : [])),
  };
}

/** The metric of a selection; undefined where it names none. */
function nameOf(expr: string, selector: Node): string | undefined {
  const [plain] = childrenOf(selector, "Identifier");
  if (plain !== undefined) return textOf(expr, plain);
  const matchers = childrenOf(selector, "LabelMatchers").flatMap(children);
  const [quoted] = matchers.filter(({ name }) => name === "QuotedLabelName");
  if (quoted !== undefined) return unquoted(textOf(expr, quoted));
  const equal = matchers.filter((matcher) => childrenOf(matcher, "MatchOp").some((operator) => textOf(expr, operator) === "="));
  const [byLabel] = equal.map((matcher) => children(matcher).map((part) => textOf(expr, part))).filter(([label = ""]) => unquoted(label) === "__name__");
  return byLabel === undefined ? undefined : unquoted(byLabel.at(-1) ?? "");
}

function unquoted(text: string): string {
  return text.replace(/^(["'`])(.*)\1$/s, "$2");
}
