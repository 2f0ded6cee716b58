/** Writes what the project keeps of the chart's keys. */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Catalogue, catalogueFile } from "../../chart-values/catalogue";
import { CHART_NAME } from "../../chart-values/version";
import { valuesModule } from "./types";

/** A catalogue and the version of the chart that it belongs to. */
export interface Keys {
  readonly version: string;
  readonly catalogue: Catalogue;
}

/** Writes `generated/values.ts`, the types of the keys. */
export function writeTypes(folder: string, { version, catalogue }: Keys): void {
  writeFileSync(join(folder, "generated", "values.ts"), valuesModule(`${CHART_NAME} ${version}`, catalogue));
}

/** Puts a catalogue in the place of the former version's and its version into `version.ts`, whichever stands there. */
export function pinKeys(folder: string, former: string, { version, catalogue }: Keys): void {
  rmSync(catalogueFile(former, folder));
  writeFileSync(catalogueFile(version, folder), `${JSON.stringify(catalogue, null, 1)}\n`);
  const file = join(folder, "version.ts");
  writeFileSync(file, readFileSync(file, "utf8").replace(/CHART_VERSION = ".*"/, `CHART_VERSION = "${version}"`));
}
