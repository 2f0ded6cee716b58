/** Derives the key catalogue of a chart from its values and templates. */
import type { Catalogue, LeafType } from "../../chart-values/catalogue";
import { isMap, withSortedKeys } from "../../common/maps";
import type { Chart, Values } from "./read-chart";

/** A catalogue that still grows. */
type Growing = { [key: string]: Growing | LeafType };

/** A key as a template names it: `.Values.grafana.service.port`. */
const USE = /\.Values((?:\.[A-Za-z_]\w*)+)/g;

/**
 * Every key that the chart knows, those of the charts below it under their names.
 *
 * A key gets the type of its default. One that stands in no values file but in a template has none: `any`.
 */
export function catalogueOf(chart: Chart): Catalogue {
  const catalogue = typesOf(allValues(chart));
  addUses(catalogue, chart, catalogue);
  return withSortedKeys(catalogue) as Catalogue;
}

/** The defaults of the chart and of those below it; of a key that both give, the chart that reads it says what it is. */
function allValues(chart: Chart): Values {
  const below = [...chart.dependencies].map(([key, dependency]) => [key, allValues(dependency)]);
  return merged(Object.fromEntries(below) as Values, chart.values);
}

function merged(first: Values, second: Values): Values {
  const entries = Object.entries(second).map(([key, value]) => {
    const own = first[key];
    if (isMap(own) && isMap(value)) return [key, merged(own, value)];
    return [key, Object.hasOwn(first, key) ? own : value];
  });
  return { ...first, ...(Object.fromEntries(entries) as Values) };
}

function typesOf(values: Values): Growing {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, typeOf(value)]));
}

function typeOf(value: unknown): Growing | LeafType {
  if (value === null) return "null";
  if (Array.isArray(value)) return "list";
  if (isMap(value)) return Object.keys(value).length === 0 ? "map" : typesOf(value);
  return typeof value as LeafType;
}

/** Adds the keys that only templates name; `top` takes those below `global`, which all charts share. */
function addUses(catalogue: Growing, chart: Chart, top: Growing): void {
  for (const template of chart.templates) {
    for (const [, spelled = ""] of template.matchAll(USE)) {
      const path = spelled.slice(1).split(".");
      addUse(path[0] === "global" ? top : catalogue, path);
    }
  }
  for (const [key, dependency] of chart.dependencies) {
    const below = (catalogue[key] ??= {});
    if (typeof below !== "string") addUses(below, dependency, top);
  }
}

/** Adds a key that no values file has; what stands below a default that is no map is the template's own matter. */
function addUse(catalogue: Growing, [key, ...rest]: readonly string[]): void {
  if (key === undefined) return;
  if (rest.length === 0) {
    catalogue[key] ??= "any";
    return;
  }
  const below = (catalogue[key] ??= {});
  if (typeof below !== "string") addUse(below, rest);
}
