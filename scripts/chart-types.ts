/** `npm run chart:types`: the key catalogue and the types of the chart's values, as pinned or from another chart. */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { type Catalogue, catalogueFile, pinnedCatalogue } from "../chart/catalogue";
import { CHART_NAME, CHART_VERSION } from "../chart/version";
import { catalogueOf } from "./chart/derive";
import { differences, differencesText } from "./chart/differences";
import { readChart } from "./chart/read-chart";
import { valuesModule } from "./chart/types";

/** A catalogue and the version of the chart that it belongs to. */
interface Keys {
  readonly version: string;
  readonly catalogue: Catalogue;
}

interface Options {
  readonly chart?: string;
  readonly dryRun?: boolean;
}

/**
 * Derives the catalogue from a chart, or takes the pinned one.
 *
 * @throws Error where the chart is another one than the project installs.
 */
function keysOf(path: string | undefined): Keys {
  if (path === undefined) return { version: CHART_VERSION, catalogue: pinnedCatalogue() };
  const chart = readChart(path);
  if (chart.name !== CHART_NAME) throw new Error(`${path} is the chart ${chart.name}; the values of this project are those of ${CHART_NAME}.`);
  return { version: chart.version, catalogue: catalogueOf(chart) };
}

/** Writes the types; of a chart that was read also its catalogue, in place of the former one, and its version. */
function write({ version, catalogue }: Keys, derived: boolean): void {
  const folder = join(__dirname, "..", "chart");
  writeFileSync(join(folder, "values.ts"), valuesModule(`${CHART_NAME} ${version}`, catalogue));
  if (!derived) return;
  rmSync(catalogueFile(CHART_VERSION));
  writeFileSync(catalogueFile(version), `${JSON.stringify(catalogue, null, 1)}\n`);
  const versionFile = join(folder, "version.ts");
  writeFileSync(versionFile, readFileSync(versionFile, "utf8").replace(`CHART_VERSION = "${CHART_VERSION}"`, `CHART_VERSION = "${version}"`));
}

function run({ chart, dryRun = false }: Options): void {
  const keys = keysOf(chart);
  if (chart !== undefined) {
    process.stdout.write(`Keys of ${CHART_NAME} ${keys.version} against those of ${CHART_VERSION}\n`);
    process.stdout.write(`${differencesText(differences(pinnedCatalogue(), keys.catalogue))}\n`);
  }
  if (!dryRun) write(keys, chart !== undefined);
}

if (require.main === module) {
  new Command("npm run chart:types --")
    .description("Writes chart/values.ts from the key catalogue. With --chart: derives the catalogue from a chart first, prints what changed, and pins its version.")
    .option("--chart <path>", "folder or .tgz archive of kube-prometheus-stack with the charts below it, as helm pull writes it")
    .option("--dry-run", "print what changed, write nothing")
    .action((options: Options, command: Command) => {
      try {
        run(options);
      } catch (error) {
        command.error(error instanceof Error ? error.message : String(error));
      }
    })
    .parse();
}
