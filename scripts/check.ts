/** `npm run check`: everything about the sources that needs no test, side by side. */
import { join } from "node:path";
import { loadExeca } from "../sandbox/tools/execa";

const PROJECT_FOLDER = join(__dirname, "..");

/** One check: a program of a package, with its arguments. It ends with 0 where nothing is wrong. */
export interface Check {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
}

/** Whether every import is one that the table of layers allows, and none is circular. */
export const importsCheck: Check = {
  name: "imports",
  program: "depcruise",
  args: ["--config", join(PROJECT_FOLDER, ".dependency-cruiser.cjs"), "--output-type", "err-long", "."],
};

/** Format and lint: biome.json. `npx biome check --write` corrects what it can. */
const biomeCheck: Check = { name: "format and lint", program: "biome", args: ["check", "--error-on-warnings", "."] };

/** One line each. The longest comes first. */
const CHECKS: readonly Check[] = [
  { name: "types", program: "tsc", args: ["--noEmit", "--incremental", "--tsBuildInfoFile", "out/types.tsbuildinfo"] },
  importsCheck,
  // Code of the browser, which knows other types.
  { name: "types of the page", program: "tsc", args: ["--noEmit", "--project", "sandbox/live/console/page"] },
  biomeCheck,
];

/**
 * Runs one check.
 *
 * @param folder the sources.
 * @returns whether nothing is wrong, and what the program says.
 */
export async function runCheck(
  { program, args }: Check,
  folder = PROJECT_FOLDER,
): Promise<{ readonly passed: boolean; readonly output: string; readonly seconds: number }> {
  const { execa } = await loadExeca();
  const { failed, all, durationMs } = await execa(program, args, {
    cwd: folder,
    preferLocal: true,
    localDir: PROJECT_FOLDER,
    reject: false,
    all: true,
  });
  return { passed: !failed, output: all, seconds: durationMs / 1000 };
}

/**
 * Runs every check, and prints what it found as soon as it ends.
 *
 * @returns whether nothing is wrong.
 */
export async function checkSources(): Promise<boolean> {
  const verdicts = await Promise.all(
    CHECKS.map(async (check) => {
      const { passed, output, seconds } = await runCheck(check);
      console.log(`${passed ? "✓" : "✗"} ${check.name} (${seconds.toFixed(1)} s)`);
      if (!passed) console.log(output);
      return passed;
    }),
  );
  return verdicts.every(Boolean);
}

if (require.main === module) {
  void checkSources().then((passed) => {
    process.exitCode = passed ? 0 : 1;
  });
}
