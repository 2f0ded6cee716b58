/** Finds the unit tests. */
import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import type { UnitTest } from "./unit-test";

/**
 * The unit tests of `<subject>/<AlertName>.ts`, in the order of their paths.
 *
 * @throws Error where a file of a subject's folder exports no unit test, or that of another alert. Helpers that several
 *   unit tests share have names in small letters.
 */
export function allUnitTests(folder: string = __dirname): readonly UnitTest[] {
  const subjects = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return subjects.flatMap(({ name: subject }) =>
    readdirSync(join(folder, subject)).filter((file) => /^[A-Z]\w*\.ts$/.test(file)).map((file) => unitTestOf(join(folder, subject, file))));
}

function unitTestOf(path: string): UnitTest {
  const name = basename(path, ".ts");
  const { unitTest } = require(path) as { readonly unitTest?: UnitTest };
  if (unitTest?.alert !== name) throw new Error(`${name}.ts has to export the unit test of ${name}, and has ${unitTest === undefined ? "no unit test" : `that of ${unitTest.alert}`}.`);
  return unitTest;
}
