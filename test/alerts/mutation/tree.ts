/** Changes of an expression's text. */
import { textOf, type Node } from "../../../promql";

/** A part of the text, and what is to stand in its place. */
export interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** Another text in place of a part. */
export function replace({ from, to }: Pick<Node, "from" | "to">, text: string): Edit {
  return { from, to, text };
}

/** A list in brackets with one of its items left out, once for each. */
export function withoutOne(expr: string, list: Node, items: readonly Node[]): readonly Edit[] {
  const [open, close] = [expr[list.from] ?? "", expr[list.to - 1] ?? ""];
  return items.map((dropped) =>
    replace(
      list,
      `${open}${items
        .filter((item) => item !== dropped)
        .map((item) => textOf(expr, item))
        .join(", ")}${close}`,
    ),
  );
}

/** The expression with the change. */
export function edited(expr: string, { from, to, text }: Edit): string {
  return `${expr.slice(0, from)}${text}${expr.slice(to)}`;
}
