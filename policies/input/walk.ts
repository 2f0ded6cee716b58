/** Every place below a value, at any depth. */
import { isMap } from "../../common/maps";
import { pathOf } from "../../secrets/leaves";

/** A value, and where it stands. */
export interface Place {
  readonly path: string;
  readonly value: unknown;
  /** Keys of the maps that lead to it, the outermost first; places in lists are left out. */
  readonly keys: readonly string[];
  /** The maps that it is in, the outermost first. */
  readonly around: readonly Readonly<Record<string, unknown>>[];
}

/** The value itself and all that is in it; what `enter` refuses is left out with all that is in it. */
export function placesIn(value: unknown, path: string, enter: (place: Place) => boolean = () => true): Place[] {
  const places: Place[] = [];
  const visit = (place: Place): void => {
    if (!enter(place)) return;
    places.push(place);
    const { value: inner, path: outer, keys, around } = place;
    if (Array.isArray(inner)) {
      for (const [index, item] of inner.entries())
        visit({ path: pathOf(outer, String(index), true), value: item as unknown, keys, around });
    } else if (isMap(inner)) {
      const inside = [...around, inner];
      for (const [key, item] of Object.entries(inner))
        visit({ path: pathOf(outer, key, false), value: item, keys: [...keys, key], around: inside });
    }
  };
  visit({ path, value, keys: [], around: [] });
  return places;
}

/** The key that a place stands under. */
export function keyOf({ keys }: Place): string {
  return keys.at(-1) ?? "";
}
