/** The chart's key catalogue: every key that the chart knows, as a tree whose leaves name the type of the default. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CHART_NAME, CHART_VERSION } from "./version";

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

/**
 * The catalogue of the pinned chart, read when it is first asked for.
 *
 * @throws Error where the version was raised and its keys were not written.
 */
export function pinnedCatalogue(): Catalogue {
  pinned ??= readCatalogue(CHART_VERSION);
  return pinned;
}

/** The catalogue of a version; `folder` as in {@link catalogueFile}. */
export function readCatalogue(version: string, folder?: string): Catalogue {
  const file = catalogueFile(version, folder);
  if (!existsSync(file))
    throw new Error(
      `chart-values/generated/ lacks the keys of ${CHART_NAME} ${version}; write them with npm run chart:types -- --chart PATH, as docs/recipes.md says.`,
    );
  return JSON.parse(readFileSync(file, "utf8")) as Catalogue;
}
