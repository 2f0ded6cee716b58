import { children, textOf } from "../../../../promql";
import { replace } from "../tree";
import type { Operator } from "./operator";

const CHANGES: Readonly<Record<string, readonly string[]>> = {
  and: ["unless"],
  unless: ["and"],
  or: ["and"],
  "+": ["-"],
  "-": ["+"],
  "*": ["/"],
  "/": ["*"],
};

/** What is left when one side goes: a condition without its guard. */
const SET_OPERATORS = ["and", "or", "unless"];

/** `and` becomes `unless`, `+` becomes `-`, and so on. */
export const binary: Operator = {
  name: "operator",
  edits: (node, expr) =>
    node.name === "BinaryExpr"
      ? children(node).flatMap((child) => (CHANGES[textOf(expr, child)] ?? []).map((text) => replace(child, text)))
      : [],
};

/** `a and b` becomes `a`; `a or b` becomes `b` as well. */
export const sideDropped: Operator = {
  name: "side dropped",
  edits: (node, expr) => {
    if (node.name !== "BinaryExpr") return [];
    const parts = children(node);
    const operator = parts.map((part) => textOf(expr, part)).find((text) => SET_OPERATORS.includes(text));
    const sides = [parts[0], ...(operator === "or" ? [parts.at(-1)] : [])];
    return operator === undefined
      ? []
      : sides.flatMap((side) => (side === undefined ? [] : [replace(node, textOf(expr, side))]));
  },
};
