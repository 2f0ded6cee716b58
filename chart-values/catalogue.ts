/** The chart's key catalogue: every key that the chart knows, as a tree whose leaves name the type of the default. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CHART_VERSION } from "./version";

/** What a default value is; `null`: the default is null; `any`: only the templates know the key, no default stands in the values. */
export type LeafType = "string" | "number" | "boolean" | "map" | "list" | "null" | "any";

/** One level of the catalogue. */
export interface Catalogue {
  readonly [key: string]: Catalogue | LeafType;
}

/** The file with the catalogue of a version, below this folder unless another one is given. */
export function catalogueFile(version: string, folder = __dirname): string {
  return join(folder, "generated", `kube-prometheus-stack-${version}.keys.json`);
}

let pinned: Catalogue | undefined;

/** The catalogue of the pinned chart, read when it is first asked for. */
export function pinnedCatalogue(): Catalogue {
  pinned ??= JSON.parse(readFileSync(catalogueFile(CHART_VERSION), "utf8")) as Catalogue;
  return pinned;
}
