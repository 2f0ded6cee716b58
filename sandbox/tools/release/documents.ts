/** Splits a file of several CustomResourceDefinitions: who installs them reads one from each file. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ToolError } from "../errors";

/**
 * Writes each definition to a file of its own, named after it. The text stays as it is: parsing megabytes of YAML takes seconds.
 *
 * @param name the words for the file in an error.
 * @throws ToolError where a document is no definition, or there is none.
 */
export async function splitDocuments(file: string, name: string, folder: string): Promise<void> {
  const documents = (await readFile(file, "utf8"))
    .split(/^---(?:[ \t].*)?\r?$/m)
    .filter((text) => /^[^#\s]/m.test(text));
  if (documents.length === 0) throw new ToolError(`${name} holds no CustomResourceDefinition.`);
  await mkdir(folder, { recursive: true });
  for (const [index, text] of documents.entries()) {
    const definition = /^ {2}name: ([a-z0-9.-]+)$/m.exec(text)?.[1];
    if (definition === undefined || !/^kind: CustomResourceDefinition$/m.test(text))
      throw new ToolError(`${name}: document ${index + 1} is no CustomResourceDefinition.`);
    await writeFile(join(folder, `${definition}.yaml`), `---\n${text.trim()}\n`);
  }
}
