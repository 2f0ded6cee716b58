/**
 * Writes what the documentation takes from the schema: the table of docs/configuration.md, one row per key, and the example of a
 * stack file.
 *
 * Run it after a change of the schema: `npm run docs:config`.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { configKeys } from "../config/keys";
import { CONFIG_PREFIX } from "../config/fields/spelling";
import { code, markdown, phrase, table } from "../markdown";
import { exampleStackFile } from "./config-example";

/** The files that are written. */
export const REFERENCE = join(__dirname, "..", "docs", "configuration.md");
export const EXAMPLE = join(__dirname, "..", "docs", "stack.example.yaml");

/** Lines between which the table stands. */
const START = "<!-- config:start -->";
const END = "<!-- config:end -->";

/** The table in Markdown. */
export function configTable(): string {
  const rows = configKeys().map((key) => [
    code(key.path),
    phrase(key.type),
    key.node.default === undefined ? key.default : code(key.default),
    key.description,
  ]);
  return markdown(table(["Key", "Type", "Default", "Meaning"], rows)).trimEnd();
}

/**
 * The page with the table of the schema as it is now.
 *
 * @throws Error if the page has lost the lines between which the table stands.
 */
export function withConfigTable(page: string): string {
  const [start, end] = [page.indexOf(START), page.indexOf(END)];
  if (start === -1 || end < start)
    throw new Error(
      `docs/configuration.md lacks the lines ${START} and ${END}; put them where the table of keys belongs.`,
    );
  return `${page.slice(0, start + START.length)}\n\n${configTable()}\n\n${page.slice(end)}`;
}

if (require.main === module) {
  writeFileSync(REFERENCE, withConfigTable(readFileSync(REFERENCE, "utf8")));
  writeFileSync(EXAMPLE, exampleStackFile());
  console.log(`docs/configuration.md, docs/stack.example.yaml: ${configKeys().length} keys below ${CONFIG_PREFIX}`);
}
