/** PromQL as a tree, by Prometheus' own grammar, and changes of its text. */
import { parser } from "@prometheus-io/lezer-promql";

/** A part of an expression: a number, a matcher, an aggregation with all that it aggregates. */
export type Node = ReturnType<typeof parser.parse>["topNode"];

/** A part of the text, and what is to stand in its place. */
export interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** Every part of an expression, from left to right, the outer before the inner. */
export function nodes(expr: string): readonly Node[] {
  const found: Node[] = [];
  parser.parse(expr).iterate({
    enter: ({ node, type }) => {
      if (type.isError) throw new Error(`This is no PromQL, from character ${node.from} on: ${expr}`);
      found.push(node);
    },
  });
  return found;
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

/** Another text in place of a part. */
export function replace({ from, to }: Pick<Node, "from" | "to">, text: string): Edit {
  return { from, to, text };
}

/** A list in brackets with one of its items left out, once for each. */
export function withoutOne(expr: string, list: Node, items: readonly Node[]): readonly Edit[] {
  const [open, close] = [expr[list.from] ?? "", expr[list.to - 1] ?? ""];
  return items.map((dropped) => replace(list, `${open}${items.filter((item) => item !== dropped).map((item) => textOf(expr, item)).join(", ")}${close}`));
}

/** The expression with the change. */
export function edited(expr: string, { from, to, text }: Edit): string {
  return `${expr.slice(0, from)}${text}${expr.slice(to)}`;
}

function followedBy(node: Node): readonly Node[] {
  const next = node.nextSibling;
  return next === null ? [node] : [node, ...followedBy(next)];
}
