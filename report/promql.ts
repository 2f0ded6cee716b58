/** What an alert's expression compares with, by Prometheus' own grammar. */
import { expressionIn, type Node as SyntaxNode } from "../promql";

/** The thresholds of an expression, and what is left of it without them. */
export interface Thresholds {
  /** `> 0.8` each, the measured side on the left. */
  readonly comparisons: readonly string[];
  /** The expression without its thresholds: the same text means that nothing else has changed. */
  readonly shape: string;
}

/** Comparison operators of the grammar, and the same with the sides exchanged. */
const OPERATORS: Readonly<Record<string, readonly [plain: string, exchanged: string]>> = {
  Gtr: [">", "<"],
  Gte: [">=", "<="],
  Lss: ["<", ">"],
  Lte: ["<=", ">="],
  Eql: ["==", "=="],
  Neq: ["!=", "!="],
};

/** What combines conditions into one: its sides are conditions themselves. */
const SET_OPERATORS = ["And", "Or", "Unless"];

/** Expressions that are numbers, however they are put together. */
const NUMBERS = ["NumberDurationLiteral", "UnaryExpr", "ParenExpr", "BinaryExpr"];

/** A part of the expression's text, and what the shape has in its place. */
interface Cut {
  readonly from: number;
  readonly to: number;
}

/**
 * The comparisons with a number that decide whether the alert fires: those at the top, and below `and`, `or`, `unless`.
 * A comparison within a function or an aggregation is part of what is measured. None where the text is no PromQL.
 */
export function thresholds(expr: string): Thresholds {
  const found = conditions(expressionIn(expr) ?? null).flatMap((node) => threshold(node, expr));
  const cuts = found.flatMap(({ cuts: parts }) => parts).sort((a, b) => b.from - a.from);
  return {
    comparisons: found.map(({ text }) => text),
    shape: cuts.reduce((text, { from, to }) => `${text.slice(0, from)}?${text.slice(to)}`, expr),
  };
}

/** The comparisons that a condition consists of, from left to right. */
function conditions(node: SyntaxNode | null): readonly SyntaxNode[] {
  if (node?.name === "ParenExpr") return conditions(node.firstChild);
  if (node?.name !== "BinaryExpr") return [];
  const combined = SET_OPERATORS.some((name) => node.getChild(name) !== null);
  return combined ? [...conditions(node.firstChild), ...conditions(node.lastChild)] : [node];
}

function threshold(node: SyntaxNode, expr: string): readonly { text: string; cuts: readonly Cut[] }[] {
  const [left, right] = [node.firstChild, node.lastChild];
  const name = Object.keys(OPERATORS).find((operator) => node.getChild(operator) !== null);
  const operator = name === undefined ? null : node.getChild(name);
  if (left === null || right === null || operator === null) return [];
  const [plain = "", exchanged = ""] = OPERATORS[operator.name] ?? [];
  const at = ({ from, to }: Cut) => expr.slice(from, to);
  // `0 < x < 1` compares a comparison: both numbers count.
  const [inLeft, inRight] = [left, right].map((side) => conditions(side).flatMap((inner) => threshold(inner, expr)));
  if (isNumber(right)) return [...(inLeft ?? []), { text: `${plain} ${at(right)}`, cuts: [operator, right] }];
  if (isNumber(left)) return [{ text: `${exchanged} ${at(left)}`, cuts: [left, operator] }, ...(inRight ?? [])];
  return [];
}

/** `0.8`, `-1`, `15 * 60`: nothing in it is measured. */
function isNumber(node: SyntaxNode): boolean {
  if (!NUMBERS.includes(node.name)) return false;
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (/Expr$|Selector$|Call$/.test(child.name) && !isNumber(child)) return false;
  }
  return true;
}
