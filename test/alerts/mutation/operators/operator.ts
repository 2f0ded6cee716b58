/** What changes one thing about an expression. */
import type { Node } from "../../../../promql";
import type { Edit } from "../tree";

/** What an operator may know besides the expression. */
export interface Context {
  /** Labels of the series of a metric. */
  readonly labels: (metric: string) => readonly string[];
}

/** One kind of change. */
export interface Operator {
  /** What is changed: "threshold". */
  readonly name: string;
  /** Every change of this kind that a part of an expression allows. */
  readonly edits: (node: Node, expr: string, context: Context) => readonly Edit[];
}
