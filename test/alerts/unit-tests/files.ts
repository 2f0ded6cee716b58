/** Finds the unit tests. */
import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import type { UnitTest } from "./unit-test";

/** Where unit tests are: `<subject>/<AlertName>` each. Helpers that several share have names in small letters. */
export function unitTestPaths(folder: string = __dirname): string[] {
  const subjects = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return subjects.flatMap(({ name: subject }) =>
    readdirSync(join(folder, subject))
      .filter((file) => /^[A-Z]\w*\.ts$/.test(file))
      .map((file) => `${subject}/${basename(file, ".ts")}`),
  );
}

/**
 * The unit tests of {@link unitTestPaths}, in the order of their paths.
 *
 * @throws Error where a file of a subject's folder exports no unit test, or that of another alert.
 */
export function allUnitTests(folder: string = __dirname): readonly UnitTest[] {
  return unitTestPaths(folder).map((path) => unitTestOf(join(folder, `${path}.ts`)));
}

function unitTestOf(path: string): UnitTest {
  const name = basename(path, ".ts");
  const { unitTest } = require(path) as { readonly unitTest?: UnitTest };
  if (unitTest?.alert !== name)
    throw new Error(
      `${name}.ts has to export the unit test of ${name}, and has ${unitTest === undefined ? "no unit test" : `that of ${unitTest.alert}`}.`,
    );
  return unitTest;
}
