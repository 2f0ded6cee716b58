import { children, textOf, type Node } from "../../../../promql";
import { replace, type Edit } from "../tree";
import { numberSteps } from "../steps";
import type { Operator } from "./operator";

/** What each comparison becomes: its boundary moved, and its direction turned. */
const CHANGES: Readonly<Record<string, readonly string[]>> = {
  ">": [">=", "<"],
  ">=": [">", "<"],
  "<": ["<=", ">"],
  "<=": ["<", ">"],
  "==": ["!="],
  "!=": ["=="],
};

/** `>` becomes `>=` and `<`; `==` becomes `!=`. */
export const comparison: Operator = {
  name: "comparison",
  edits: (node, expr) =>
    node.name === "BinaryExpr"
      ? children(node).flatMap((child) => (CHANGES[textOf(expr, child)] ?? []).map((text) => replace(child, text)))
      : [],
};

/** The number that something is compared with, a step smaller and larger. */
export const threshold: Operator = {
  name: "threshold",
  edits: (node, expr) => (isThreshold(node, expr) ? stepped(node, expr) : []),
};

/** Every other number. */
export const number: Operator = {
  name: "number",
  edits: (node, expr) =>
    node.name === "NumberDurationLiteral" && !isThreshold(node, expr) && !isPrecision(node, expr)
      ? stepped(node, expr)
      : [],
};

/** The precision that a value is rounded to: ten times as coarse. A finer one only shows the noise of floating point. */
export const precision: Operator = {
  name: "precision",
  edits: (node, expr) =>
    isPrecision(node, expr) ? [replace(node, `${Number((Number(textOf(expr, node)) * 10).toPrecision(12))}`)] : [],
};

function stepped(node: Node, expr: string): readonly Edit[] {
  const text = textOf(expr, node);
  return Number.isNaN(Number(text)) ? [] : numberSteps(text).map((step) => replace(node, step));
}

function isThreshold(node: Node, expr: string): boolean {
  if (node.name !== "NumberDurationLiteral") return false;
  const whole = node.parent?.name === "UnaryExpr" ? node.parent : node;
  const { parent } = whole;
  return parent?.name === "BinaryExpr" && children(parent).some((child) => textOf(expr, child) in CHANGES);
}

function isPrecision(node: Node, expr: string): boolean {
  const call = node.parent?.parent;
  return (
    node.name === "NumberDurationLiteral" && call?.name === "FunctionCall" && textOf(expr, call).startsWith("round(")
  );
}
