/** What an expression selects. Grafana's variables outside of strings have to be replaced before. */
import { children, childrenOf, expressionIn, nodes, textOf, type Node } from "./tree";

/** What a label has to be like: `job=~"a|b"`. */
export interface Matcher {
  readonly label: string;
  readonly operator: string;
  /** Without its quotes. */
  readonly value: string;
}

/** One selection, `metric{matchers}`. */
export interface Selector {
  /** The metric that it names, however it is written: `pg_up`, `{"pg_up"}`, `{__name__="pg_up"}`; undefined where it takes whatever there are. */
  readonly metric: string | undefined;
  readonly matchers: readonly Matcher[];
  /** As it is written. */
  readonly text: string;
  /** The function that its range is given to: `rate`; undefined where it has no range, or nothing takes it directly. */
  readonly readBy: string | undefined;
}

/** What an expression selects, by names. */
export interface Selected {
  /** The metrics that it names. */
  readonly names: readonly string[];
  /** Selections that take whatever metrics there are, by a pattern or by labels alone, as they are written. */
  readonly open: readonly string[];
}

/**
 * Every selection of an expression, from left to right.
 *
 * @throws Error where the text is no PromQL.
 */
export function selectors(expr: string): readonly Selector[] {
  return nodes(expr)
    .filter(({ name }) => name === "VectorSelector")
    .map((node) => {
      const matchers = matchersOf(expr, node);
      return {
        metric: nameOf(expr, node, matchers),
        matchers,
        text: textOf(expr, node),
        readBy: callOf(expr, node.parent),
      };
    });
}

/**
 * The metrics of an expression.
 *
 * @throws Error where the text is no PromQL.
 */
export function selectedMetrics(expr: string): Selected {
  const found = selectors(expr);
  return {
    names: found.flatMap(({ metric }) => metric ?? []),
    open: found.flatMap(({ metric, text }) => (metric === undefined ? [text] : [])),
  };
}

/** What each range is given to: `rate(x{...}[5m])` gives `{ call: "rate", range: "5m" }`. */
export function ranges(expr: string): readonly { readonly call: string; readonly range: string }[] {
  return nodes(expr)
    .filter(({ name }) => name === "MatrixSelector")
    .flatMap((node) =>
      childrenOf(node, "DurationExpr").map((range) => ({ call: callOf(expr, node) ?? "", range: textOf(expr, range) })),
    );
}

/** An expression that selects other metrics in place of some. A text that is no PromQL stays as it is, for Prometheus to say so. */
export function renamedMetrics(expr: string, names: ReadonlyMap<string, string>): string {
  if (expressionIn(expr) === undefined) return expr;
  const identifiers = nodes(expr)
    .filter(({ name }) => name === "VectorSelector")
    .flatMap((node) => childrenOf(node, "Identifier"));
  return identifiers.reduceRight((text, at) => {
    const name = names.get(textOf(expr, at));
    return name === undefined ? text : `${text.slice(0, at.from)}${name}${text.slice(at.to)}`;
  }, expr);
}

/** The function that a range is given to. */
function callOf(expr: string, range: Node | null): string | undefined {
  if (range?.name !== "MatrixSelector") return undefined;
  const body = range.parent?.name === "OffsetExpr" ? range.parent.parent : range.parent;
  const call = body?.parent;
  const [name] = call?.name === "FunctionCall" ? childrenOf(call, "FunctionIdentifier") : [];
  return name === undefined ? undefined : textOf(expr, name);
}

function matchersOf(expr: string, selector: Node): readonly Matcher[] {
  const written = childrenOf(selector, "LabelMatchers")
    .flatMap(children)
    .filter((matcher) => childrenOf(matcher, "MatchOp").length > 0);
  return written.map((matcher) => {
    const [label = "", operator = "", value = ""] = children(matcher).map((part) => textOf(expr, part));
    return { label: unquoted(label), operator, value: unquoted(value) };
  });
}

/** The metric of a selection; undefined where it names none. */
function nameOf(expr: string, selector: Node, matchers: readonly Matcher[]): string | undefined {
  const [plain] = childrenOf(selector, "Identifier");
  if (plain !== undefined) return textOf(expr, plain);
  const [quoted] = childrenOf(selector, "LabelMatchers").flatMap((list) => childrenOf(list, "QuotedLabelName"));
  if (quoted !== undefined) return unquoted(textOf(expr, quoted));
  return matchers.find(({ label, operator }) => label === "__name__" && operator === "=")?.value;
}

function unquoted(text: string): string {
  return text.replace(/^(["'`])(.*)\1$/s, "$2");
}
