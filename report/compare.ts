/** Which items come, go and change. */
import type { Change, Fact, FactChange, Item } from "./model";

/**
 * What differs between the items of two sides, sorted by key.
 *
 * @param onBothSides whether both sides have a file.
 */
export function compareItems(
  before: readonly Item[],
  after: readonly Item[],
  onBothSides: (path: string) => boolean,
): readonly Change[] {
  const [old, fresh] = [byKey(before), byKey(after)];
  const keys = [...new Set([...old.keys(), ...fresh.keys()])].sort();
  return keys.flatMap((key) => change(old.get(key), fresh.get(key), onBothSides));
}

/** Items by key; several of one key are distinguished by their order. */
function byKey(items: readonly Item[]): ReadonlyMap<string, Item> {
  const found = new Map<string, Item>();
  for (const item of items) {
    let key = item.key;
    for (let number = 2; found.has(key); number += 1) key = `${item.key} ${number}`;
    found.set(key, item);
  }
  return found;
}

function change(
  before: Item | undefined,
  after: Item | undefined,
  onBothSides: (path: string) => boolean,
): readonly Change[] {
  if (before !== undefined && after !== undefined) {
    const facts = compareFacts(before.facts, after.facts);
    return facts.length === 0 ? [] : [{ kind: "changed", name: after.name, facts }];
  }
  const item = after ?? before;
  if (item === undefined || (item.partOf !== undefined && !onBothSides(item.partOf))) return [];
  return [
    {
      kind: after === undefined ? "removed" : "added",
      name: item.name,
      facts: item.facts.filter(({ value }) => value !== ""),
    },
  ];
}

/** Facts by label: those of the new side in its order, then those that are gone. */
function compareFacts(before: readonly Fact[], after: readonly Fact[]): readonly FactChange[] {
  const labels = [...new Set([...after, ...before].map(({ label }) => label))];
  return labels.flatMap((label) => {
    const [old, fresh] = [before, after].map((facts) => facts.find((fact) => fact.label === label));
    return identity(old) === identity(fresh) ? [] : [{ label, before: old?.value, after: fresh?.value }];
  });
}

function identity(fact: Fact | undefined): string | undefined {
  return fact?.identity ?? fact?.value;
}
