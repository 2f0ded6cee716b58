import { children, childrenOf, textOf } from "../../../../promql";
import { replace } from "../tree";
import type { Operator } from "./operator";

/** Functions that are taken for each other. */
const CHANGES: Readonly<Record<string, readonly string[]>> = {
  rate: ["increase", "irate"],
  increase: ["rate", "delta"],
  irate: ["rate"],
  delta: ["increase"],
  deriv: ["rate"],
  idelta: ["delta"],
  changes: ["resets"],
  resets: ["changes"],
  max_over_time: ["min_over_time", "last_over_time"],
  min_over_time: ["max_over_time", "last_over_time"],
  avg_over_time: ["max_over_time", "min_over_time", "last_over_time", "sum_over_time", "count_over_time", "rate"],
  sum_over_time: ["max_over_time", "count_over_time"],
  last_over_time: ["min_over_time", "max_over_time"],
  count_over_time: ["sum_over_time"],
  floor: ["ceil"],
  ceil: ["floor"],
};

/** Functions of one value that are left out. */
const DROPPED = ["floor", "ceil", "round", "abs", "clamp_min", "clamp_max"];

/** A function becomes another that looks much the same. */
export const functionChanged: Operator = {
  name: "function",
  edits: (node, expr) =>
    node.name === "FunctionIdentifier" ? (CHANGES[textOf(expr, node)] ?? []).map((text) => replace(node, text)) : [],
};

/** A value is neither rounded nor clamped. */
export const functionDropped: Operator = {
  name: "function dropped",
  edits: (node, expr) => {
    if (node.name !== "FunctionCall") return [];
    const [called] = childrenOf(node, "FunctionIdentifier");
    const [value] = childrenOf(node, "FunctionCallBody").flatMap(children);
    return called !== undefined && value !== undefined && DROPPED.includes(textOf(expr, called))
      ? [replace(node, `(${textOf(expr, value)})`)]
      : [];
  },
};
