/**
 * Writes the catalogue of the alerts.
 *
 * Run it after a change of the rules, the routing, the panels or the thresholds: `npm run docs:alerts`.
 */
import { readdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parseConfig } from "../../config/load";
import { readStackFile } from "../../config/stack-file";
import type { RenderedFiles } from "../../render/files";
import { cataloguePage } from "./page";

const project = join(__dirname, "..", "..");

/** The file that is written. */
export const CATALOGUE_PAGE = join(project, "docs", "alerts.md");

/** The stack that it describes. */
export const STACK = "production";

/** The page in Markdown, from what `render` writes for {@link STACK}. */
export function alertCatalogue(files: RenderedFiles): string {
  return cataloguePage({ files, config: parseConfig(readStackFile(project, STACK)), unitTests: unitTestFiles() });
}

/** The unit tests' files have the names of their alerts; their helpers' begin with a small letter. */
function unitTestFiles(): ReadonlyMap<string, string> {
  const folder = join("test", "alerts", "unit-tests");
  const subjects = readdirSync(join(project, folder), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const files = subjects.flatMap(({ name }) =>
    readdirSync(join(project, folder, name)).map((file) => join(folder, name, file)),
  );
  return new Map(files.filter((file) => /^[A-Z]/.test(basename(file))).map((file) => [basename(file, ".ts"), file]));
}

async function write(): Promise<void> {
  const { renderProgram } = require("../../render/program") as typeof import("../../render/program");
  const page = alertCatalogue(await renderProgram(STACK));
  writeFileSync(CATALOGUE_PAGE, page);
  console.log(`docs/alerts.md: the alerts of the ${STACK} stack`);
}

if (require.main === module) {
  void write().catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
