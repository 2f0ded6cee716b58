/**
 * Writes what the documentation takes from the schema: the table of docs/configuration.md, one row per key, and the example of a
 * stack file.
 *
 * Run it after a change of the schema: `npm run docs:config`.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { configKeys } from "../config/keys";
import { CONFIG_PREFIX } from "../config/fields/spelling";
import { code, markdown, phrase, table } from "../markdown";
import { exampleStackFile } from "./config-example";
import { writeGeneratedPart, type PartlyGenerated } from "./generated-part";

/** The file with the example. */
export const EXAMPLE = join(__dirname, "..", "docs", "stack.example.yaml");

/** The table of the keys. */
export const CONFIG_TABLE: PartlyGenerated = { page: "docs/configuration.md", part: "config", content: configTable };

/** The table in Markdown. */
function configTable(): string {
  const rows = configKeys().map((key) => [
    code(key.path),
    phrase(key.type),
    key.node.default === undefined ? key.default : code(key.default),
    key.description,
  ]);
  return markdown(table(["Key", "Type", "Default", "Meaning"], rows));
}

if (require.main === module) {
  writeGeneratedPart(CONFIG_TABLE);
  writeFileSync(EXAMPLE, exampleStackFile());
  console.log(`${CONFIG_TABLE.page}, docs/stack.example.yaml: ${configKeys().length} keys below ${CONFIG_PREFIX}`);
}
