/** Output of another program, line by line, without secrets. */
import { stripVTControlCharacters } from "node:util";
import { withoutSecretsInText } from "./mask";

/** Where a private key begins and ends: it takes several lines, which are distinguished by no other form. */
const KEY_BEGINS = /-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----/;
const KEY_ENDS = /-----END [A-Z0-9 ]*-----/;

/** The lines as they come, without colours and with secrets masked; the lines of a private key become one. */
export async function* maskedLines(lines: AsyncIterable<string>): AsyncGenerator<string> {
  let inKey = false;
  for await (const line of lines) {
    const plain = stripVTControlCharacters(line);
    if (inKey) {
      inKey = !KEY_ENDS.test(plain);
      continue;
    }
    inKey = KEY_BEGINS.test(plain) && !KEY_ENDS.test(plain);
    yield withoutSecretsInText(plain);
  }
}
