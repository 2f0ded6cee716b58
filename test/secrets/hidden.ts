/** Looks for the secrets of the corpus in an output. */
import assert from "node:assert/strict";
import { CANARY } from "./corpus";

/** Parts of the texts that show that one of them was repeated. */
const NEEDLES = [
  CANARY,
  CANARY.toUpperCase(),
  Buffer.from(`:${CANARY}`).toString("base64").slice(4, 14),
  "12345678901",
];

/** Fails where the text repeats a part of a secret. */
export function assertHidden(text: string, where: string): void {
  for (const needle of NEEDLES) {
    const at = text.indexOf(needle);
    assert.equal(at, -1, `${where}: ${text.slice(Math.max(0, at - 80), at + 40)}`);
  }
}
