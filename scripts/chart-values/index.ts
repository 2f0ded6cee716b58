/** `npm run chart:types`: the key catalogue and the types of the chart's values, as pinned or from another chart. */
import { join } from "node:path";
import { Command } from "commander";
import { pinnedCatalogue } from "../../chart-values/catalogue";
import { CHART_NAME, CHART_VERSION } from "../../chart-values/version";
import { catalogueOf } from "./derive";
import { differences, differencesText } from "./differences";
import { keptKeys } from "./kept";
import { readChart } from "./read-chart";
import { type Keys, pinKeys, writeTypes } from "./write";

interface Options {
  readonly chart?: string;
  readonly dryRun?: boolean;
}

const folder = join(__dirname, "../../chart-values");

/** Writes the types anew, from the pinned catalogue. */
function renewTypes(): void {
  writeTypes(folder, { version: CHART_VERSION, catalogue: pinnedCatalogue() });
}

/** Prints what a chart changes, and puts its keys and version in the place of those that are kept. */
function take(path: string, dryRun: boolean): void {
  const keys = keysOf(path);
  const former = keptKeys(folder);
  process.stdout.write(`Keys of ${CHART_NAME} ${keys.version} against those of ${former.version}\n`);
  process.stdout.write(`${differencesText(differences(former.catalogue, keys.catalogue))}\n`);
  if (dryRun) return;
  writeTypes(folder, keys);
  pinKeys(folder, former.version, keys);
}

/**
 * Derives the catalogue from a chart.
 *
 * @throws Error where the chart is another one than the project installs.
 */
function keysOf(path: string): Keys {
  const chart = readChart(path);
  if (chart.name !== CHART_NAME)
    throw new Error(`${path} is the chart ${chart.name}; the values of this project are those of ${CHART_NAME}.`);
  return { version: chart.version, catalogue: catalogueOf(chart) };
}

function run({ chart, dryRun = false }: Options): void {
  if (chart !== undefined) take(chart, dryRun);
  else if (!dryRun) renewTypes();
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
