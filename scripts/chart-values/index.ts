/** `npm run chart:types`: the key catalogue and the types of the chart's values, as pinned or from another chart. */
import { join } from "node:path";
import { Command } from "commander";
import { pinnedCatalogue } from "../../chart-values/catalogue";
import { CHART_NAME, CHART_VERSION } from "../../chart-values/version";
import { catalogueOf } from "./derive";
import { differences, differencesText } from "./differences";
import { readChart } from "./read-chart";
import { type Keys, pinKeys, writeTypes } from "./write";

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
  if (chart.name !== CHART_NAME)
    throw new Error(`${path} is the chart ${chart.name}; the values of this project are those of ${CHART_NAME}.`);
  return { version: chart.version, catalogue: catalogueOf(chart) };
}

function run({ chart, dryRun = false }: Options): void {
  const folder = join(__dirname, "../../chart-values");
  const keys = keysOf(chart);
  if (chart !== undefined) {
    process.stdout.write(`Keys of ${CHART_NAME} ${keys.version} against those of ${CHART_VERSION}\n`);
    process.stdout.write(`${differencesText(differences(pinnedCatalogue(), keys.catalogue))}\n`);
  }
  if (dryRun) return;
  writeTypes(folder, keys);
  if (chart !== undefined) pinKeys(folder, CHART_VERSION, keys);
}

if (require.main === module) {
  new Command("npm run chart:types --")
    .description(
      "Writes chart-values/generated/values.ts from the key catalogue. With --chart: derives the catalogue from a chart first, prints what changed, and pins its version.",
    )
    .option(
      "--chart <path>",
      "folder or .tgz archive of kube-prometheus-stack with the charts below it, as helm pull writes it",
    )
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
