import { children, childrenOf, textOf, type Node } from "../../../../promql";
import { replace, withoutOne } from "../tree";
import type { Operator } from "./operator";

const NEGATED: Readonly<Record<string, string>> = { "=": "!=", "!=": "=", "=~": "!~", "!~": "=~" };

const MATCHERS = ["UnquotedLabelMatcher", "QuotedLabelMatcher"];

/** A selector without one of its matchers, once for each. */
export const matcherDropped: Operator = {
  name: "matcher dropped",
  edits: (node, expr) =>
    node.name === "LabelMatchers"
      ? withoutOne(
          expr,
          node,
          children(node).filter(({ name }) => MATCHERS.includes(name)),
        )
      : [],
};

/** `=` becomes `!=`, `=~` becomes `!~`, and the other way round. */
export const matcherNegated: Operator = {
  name: "matcher negated",
  edits: (node, expr) =>
    MATCHERS.includes(node.name)
      ? childrenOf(node, "MatchOp").map((op) => replace(op, NEGATED[textOf(expr, op)] ?? "="))
      : [],
};

/** A matcher that wants something else: one alternative less, or another value. */
export const matcherChanged: Operator = {
  name: "matcher changed",
  edits: (node, expr) =>
    MATCHERS.includes(node.name)
      ? childrenOf(node, "StringLiteral").map((value) => replace(value, changed(value, expr)))
      : [],
};

function changed(value: Node, expr: string): string {
  const text = textOf(expr, value);
  const fewer = text.replace(/\|[^|()"]*(?=\)?"$)/, "");
  return fewer === text ? `${text.slice(0, -1)}-other"` : fewer;
}
