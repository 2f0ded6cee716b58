/** Items of a list that have the same name. */
import { problem, type Problem } from "../fields/problem";

/** One problem for each item whose name an earlier one has. */
export function duplicates(list: string, items: readonly { readonly name: string }[]): readonly Problem[] {
  return items.flatMap(({ name }, index) => {
    const first = items.findIndex((item) => item.name === name);
    if (first === index) return [];
    return [
      problem(
        [`${list}[${index}].name`, `${list}[${first}].name`],
        ([key, earlier]) => `${key} is "${name}", as ${earlier} is; it must be a name of its own.`,
      ),
    ];
  });
}
