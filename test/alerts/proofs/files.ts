/** Finds the proofs. */
import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import type { Proof } from "./proof";

/** Where proofs are: `<subject>/<AlertName>` each. Helpers that several proofs share have names in small letters. */
export function proofPaths(folder: string = __dirname): string[] {
  const subjects = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return subjects.flatMap(({ name: subject }) =>
    readdirSync(join(folder, subject)).filter((file) => /^[A-Z]\w*\.ts$/.test(file)).map((file) => `${subject}/${basename(file, ".ts")}`));
}

/**
 * The proofs of {@link proofPaths}, in the order of their paths.
 *
 * @throws Error where a file of a subject's folder exports no proof, or that of another alert.
 */
export function allProofs(folder: string = __dirname): readonly Proof[] {
  return proofPaths(folder).map((path) => proofOf(join(folder, `${path}.ts`)));
}

function proofOf(path: string): Proof {
  const name = basename(path, ".ts");
  const { proof } = require(path) as { readonly proof?: Proof };
  if (proof?.alert !== name) throw new Error(`${name}.ts has to export the proof of ${name}, and has ${proof === undefined ? "no proof" : `that of ${proof.alert}`}.`);
  return proof;
}
