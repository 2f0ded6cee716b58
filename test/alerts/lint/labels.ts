/** Which labels the result of an expression has. */
import { groupingLabels } from "../mutation/labels";
import { children, childrenOf, nodes, selectors, textOf, type Node } from "../../../promql";

/**
 * Exactly these labels; `series`, those of the series that are selected, which the expression does not say; or `scalar`,
 * a number, which takes the labels of what it is compared or counted with.
 */
export type ResultLabels = ReadonlySet<string> | "series" | "scalar";

/**
 * Labels of the result.
 *
 * @param recordings expressions of recordings by their names.
 */
export function resultLabels(expr: string, recordings: ReadonlyMap<string, string> = new Map()): ResultLabels {
  const [top] = nodes(expr);
  return top === undefined ? "series" : below(top, expr, recordings);
}

/** The parts that have values: neither names, nor clauses, nor durations. */
export function operands(node: Node): readonly Node[] {
  return children(node).filter(
    ({ name }) =>
      /Expr$|Call$|Selector$|Literal$/.test(name) && name !== "DurationExpr" && name !== "OffsetDurationExpr",
  );
}

function below(node: Node, expr: string, recordings: ReadonlyMap<string, string>): ResultLabels {
  const of = (part: Node) => below(part, expr, recordings);
  switch (node.name) {
    case "NumberDurationLiteral":
    case "StringLiteral":
      return "scalar";
    case "VectorSelector":
      return ofSelector(node, expr, recordings);
    case "AggregateExpr":
      return ofAggregation(node, expr, argument(node, of));
    case "FunctionCall":
      return ofFunction(node, expr, argument(node, of));
    case "BinaryExpr":
      return ofOperation(node, expr, operands(node).map(of));
    default:
      return operands(node).map(of)[0] ?? "series";
  }
}

/** Labels of the argument that has some. */
function argument(node: Node, of: (part: Node) => ResultLabels): ResultLabels {
  return (
    childrenOf(node, "FunctionCallBody")
      .flatMap(operands)
      .map(of)
      .find((labels) => labels !== "scalar") ?? "scalar"
  );
}

function ofSelector(node: Node, expr: string, recordings: ReadonlyMap<string, string>): ResultLabels {
  const recording = recordings.get(
    childrenOf(node, "Identifier")
      .map((name) => textOf(expr, name))
      .join(),
  );
  return recording === undefined ? "series" : resultLabels(recording, recordings);
}

function ofAggregation(node: Node, expr: string, inner: ResultLabels): ResultLabels {
  if (
    ["Topk", "Bottomk", "Limitk"].some((name) =>
      childrenOf(node, "AggregateOp").some((operator) => childrenOf(operator, name).length > 0),
    )
  )
    return inner;
  const [modifier] = childrenOf(node, "AggregateModifier");
  if (modifier === undefined) return new Set();
  const listed = groupingLabels(modifier, expr);
  if (childrenOf(modifier, "By").length === 0) return without(inner, listed);
  return new Set(listed.filter((label) => !(inner instanceof Set) || inner.has(label)));
}

function ofFunction(node: Node, expr: string, inner: ResultLabels): ResultLabels {
  const name = childrenOf(node, "FunctionIdentifier")
    .map((identifier) => textOf(expr, identifier))
    .join();
  if (name === "absent" || name === "absent_over_time") return new Set(equalMatchers(textOf(expr, node)));
  if (name === "label_replace" && inner instanceof Set) return new Set([...inner, newLabel(node, expr)]);
  return name === "histogram_quantile" ? without(inner, ["le"]) : inner;
}

/** The label that `label_replace` sets: its second argument. */
function newLabel(node: Node, expr: string): string {
  const [label] = childrenOf(node, "FunctionCallBody").flatMap((body) => childrenOf(body, "StringLiteral"));
  return label === undefined ? "" : (JSON.parse(textOf(expr, label)) as string);
}

function ofOperation(
  node: Node,
  expr: string,
  [left = "series", right = "series"]: readonly ResultLabels[],
): ResultLabels {
  const is = (kind: string) => childrenOf(node, kind).length > 0;
  if (is("Or")) return left instanceof Set && right instanceof Set ? new Set([...left, ...right]) : "series";
  if (is("And") || is("Unless")) return left;
  const [matching] = childrenOf(node, "MatchingModifierClause");
  const grouped =
    matching !== undefined && ["GroupLeft", "GroupRight"].some((kind) => childrenOf(matching, kind).length > 0);
  if (matching !== undefined && !grouped && childrenOf(matching, "On").length > 0)
    return new Set(groupingLabels(matching, expr));
  if (matching !== undefined && childrenOf(matching, "GroupRight").length > 0) return right;
  return left === "scalar" ? right : left;
}

function without(labels: ResultLabels, dropped: readonly string[]): ResultLabels {
  return labels instanceof Set ? new Set([...labels].filter((label) => !dropped.includes(label))) : labels;
}

/** What `absent` knows of what is not there. */
function equalMatchers(text: string): readonly string[] {
  return selectors(text).flatMap(({ matchers }) =>
    matchers.filter(({ operator }) => operator === "=").map(({ label }) => label),
  );
}
