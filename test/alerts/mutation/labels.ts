/** Which labels the result of an expression can have. */
import { children, childrenOf, textOf, type Node } from "../../../promql";

/** Parts that name labels without having them. */
const CLAUSES = ["AggregateModifier", "MatchingModifierClause", "LabelMatchers"];

/**
 * Labels of what a part of an expression gives: those that an aggregation names, or those of the series that are selected.
 *
 * @param ofMetric labels of the series of a metric.
 */
export function labelsOf(node: Node, expr: string, ofMetric: (metric: string) => readonly string[]): readonly string[] {
  if (node.name === "VectorSelector")
    return childrenOf(node, "Identifier").flatMap((metric) => ofMetric(textOf(expr, metric)));
  const below = () => [
    ...new Set(
      children(node)
        .filter(({ name }) => !CLAUSES.includes(name))
        .flatMap((child) => labelsOf(child, expr, ofMetric)),
    ),
  ];
  if (node.name !== "AggregateExpr") return below();
  const [modifier] = childrenOf(node, "AggregateModifier");
  if (modifier === undefined) return [];
  const listed = groupingLabels(modifier, expr);
  return childrenOf(modifier, "By").length > 0 ? listed : below().filter((label) => !listed.includes(label));
}

/** The labels that an aggregation or a match names. */
export function groupingLabels(clause: Node, expr: string): readonly string[] {
  return childrenOf(clause, "GroupingLabels")
    .flatMap((list) => childrenOf(list, "LabelName"))
    .map((label) => textOf(expr, label));
}
