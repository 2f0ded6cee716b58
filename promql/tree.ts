/** PromQL as a tree, by Prometheus' own grammar. */
import { parser } from "@prometheus-io/lezer-promql";

/** A part of an expression: a number, a matcher, an aggregation with all that it aggregates. */
export type Node = ReturnType<typeof parser.parse>["topNode"];

/**
 * Every part of an expression, from left to right, the outer before the inner.
 *
 * @throws Error where the text is no PromQL.
 */
export function nodes(expr: string): readonly Node[] {
  const { found, error } = read(expr);
  if (error !== undefined) throw new Error(`This is no PromQL, from character ${error.from} on: ${expr}`);
  return found;
}

/** The expression as a whole; undefined where the text is no PromQL. */
export function expressionIn(text: string): Node | undefined {
  const {
    found: [top],
    error,
  } = read(text);
  return error === undefined ? (top?.firstChild ?? undefined) : undefined;
}

/** The parts directly below one. */
export function children(node: Node): readonly Node[] {
  const first = node.firstChild;
  return first === null ? [] : followedBy(first);
}

/** The parts of one kind directly below one. */
export function childrenOf(node: Node, kind: string): readonly Node[] {
  return children(node).filter(({ name }) => name === kind);
}

/** The text of a part. */
export function textOf(expr: string, { from, to }: Pick<Node, "from" | "to">): string {
  return expr.slice(from, to);
}

function read(expr: string): { readonly found: readonly Node[]; readonly error: Node | undefined } {
  const found: Node[] = [];
  let error: Node | undefined;
  parser.parse(expr).iterate({
    enter: ({ node, type }) => {
      if (type.isError) error ??= node;
      found.push(node);
    },
  });
  return { found, error };
}

function followedBy(node: Node): readonly Node[] {
  const next = node.nextSibling;
  return next === null ? [node] : [node, ...followedBy(next)];
}
