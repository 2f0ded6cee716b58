/** Catches at compile time what `satisfies` lets pass: unknown keys that come by a spread or from another function. */
import type { ChartValues } from "./generated/values";

/** Stands in an error of the compiler for a key that the chart does not know. */
export interface NotAKeyOfTheChart<Key> {
  readonly unknown: Key;
}

/** `Values` with the type of each key that `Known` lacks replaced by one that nothing fits. */
export type OnlyKnown<Values, Known> = unknown extends Known
  ? Values
  : Values extends readonly (infer Item)[]
    ? readonly OnlyKnown<Item, Extract<Known, readonly unknown[]>[number]>[]
    : Values extends object
      ? {
          [Key in keyof Values]: Key extends KeyOf<Known>
            ? OnlyKnown<Values[Key], FieldOf<Known, Key>>
            : NotAKeyOfTheChart<Key>;
        }
      : Values;

type KeyOf<Known> = Known extends object ? keyof Known : never;
type FieldOf<Known, Key> = Known extends object ? (Key extends keyof Known ? Known[Key] : never) : never;

/** The values themselves; a misspelt, misplaced or mistyped key in them does not compile, wherever it came from. */
export function known<Values extends ChartValues>(values: Values & OnlyKnown<Values, ChartValues>): Values {
  return values;
}
