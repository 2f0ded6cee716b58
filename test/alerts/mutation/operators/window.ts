import { children, textOf } from "../../../../promql";
import { replace } from "../tree";
import { durationSteps } from "../steps";
import type { Operator } from "./operator";

/** Selectors over a time; the first duration of a subquery is its window, the second its resolution. */
const RANGES = ["MatrixSelector", "SubqueryExpr"];

/** The time over which a function looks, a fifth shorter and longer. */
export const range: Operator = {
  name: "window",
  edits: (node, expr) => {
    const window = RANGES.includes(node.name) ? children(node).find(({ name }) => name === "DurationExpr") : undefined;
    return window === undefined ? [] : durationSteps(textOf(expr, window)).map((text) => replace(window, text));
  },
};

/** How far back a selector looks: not at all, and a fifth less and more. */
export const offset: Operator = {
  name: "offset",
  edits: (node, expr) => {
    if (node.name !== "OffsetExpr") return [];
    const [selected] = children(node);
    const duration = children(node).find(({ name }) => name === "OffsetDurationExpr");
    if (selected === undefined || duration === undefined) return [];
    return [
      replace(node, textOf(expr, selected)),
      ...durationSteps(textOf(expr, duration)).map((text) => replace(duration, text)),
    ];
  },
};
