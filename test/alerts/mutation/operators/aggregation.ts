import { groupingLabels, labelsOf } from "../labels";
import { children, childrenOf, textOf } from "../../../../promql";
import { replace, withoutOne } from "../tree";
import type { Operator } from "./operator";

/** What each aggregation becomes. */
const CHANGES: Readonly<Record<string, readonly string[]>> = {
  sum: ["max", "avg", "min", "count"],
  avg: ["max", "min"],
  max: ["min", "sum"],
  min: ["max", "sum"],
  count: ["sum", "max"],
};

/** `sum` becomes `max`, `avg`, `min` and `count`, and so on. */
export const aggregation: Operator = {
  name: "aggregation",
  edits: (node, expr) =>
    node.name === "AggregateOp" ? (CHANGES[textOf(expr, node)] ?? []).map((text) => replace(node, text)) : [],
};

/** What is aggregated, as it is. */
export const aggregationDropped: Operator = {
  name: "aggregation dropped",
  edits: (node, expr) => {
    const values = node.name === "AggregateExpr" ? childrenOf(node, "FunctionCallBody").flatMap(children) : [];
    const [value] = values;
    return value !== undefined && values.length === 1 ? [replace(node, `(${textOf(expr, value)})`)] : [];
  },
};

/** Labels that aggregations and matches name: one left out, once for each. */
export const labelDropped: Operator = {
  name: "label dropped",
  edits: (node, expr) => (node.name === "GroupingLabels" ? withoutOne(expr, node, childrenOf(node, "LabelName")) : []),
};

/** One more label to aggregate by, of those that the aggregated series have: the pod, if it is one of them. */
export const labelAdded: Operator = {
  name: "label added",
  edits: (node, expr, context) => {
    const [modifier] = childrenOf(node, "AggregateModifier");
    const [list] = modifier === undefined ? [] : childrenOf(modifier, "GroupingLabels");
    if (modifier === undefined || list === undefined) return [];
    const listed = groupingLabels(modifier, expr);
    const available = childrenOf(node, "FunctionCallBody")
      .flatMap((body) => labelsOf(body, expr, context.labels))
      .filter((label) => !listed.includes(label));
    const label = available.includes("pod") ? "pod" : [...available].sort()[0];
    return label === undefined ? [] : [replace(list, `(${[...listed, label].join(", ")})`)];
  },
};

/** `on` becomes `ignoring`, and the other way round. */
export const matching: Operator = {
  name: "matching",
  edits: (node) => {
    if (node.name === "On") return [replace(node, "ignoring")];
    return node.name === "Ignoring" ? [replace(node, "on")] : [];
  },
};
