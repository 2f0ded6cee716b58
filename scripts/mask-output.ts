/**
 * Passes on what it reads, line by line, with every secret in plain text masked. For the output of `pulumi` in a workflow, whose log,
 * artifacts and comments are read by many: an error of a provider may repeat a value.
 *
 * `pulumi preview 2>&1 | node --require tsx/cjs scripts/mask-output.ts | tee preview.txt`
 */
import { createInterface } from "node:readline";
import { maskedLines } from "../secrets/lines";

async function main(): Promise<void> {
  for await (const line of maskedLines(createInterface({ input: process.stdin }))) process.stdout.write(`${line}\n`);
}

void main();
