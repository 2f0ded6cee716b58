/** YAML and JSON written as a text into a value. */

/** The documents of a text; undefined where only Helm could read it (a template), or nobody. */
export function documentsIn(text: string): readonly unknown[] | undefined {
  if (text.includes("{{")) return undefined;
  // Loaded here: most values hold no YAML as text.
  const { parseAllDocuments } = require("yaml") as typeof import("yaml");
  try {
    const documents = [...parseAllDocuments(text, { logLevel: "error" })];
    return documents.some(({ errors }) => errors.length > 0)
      ? undefined
      : documents.map((document) => document.toJS() as unknown);
  } catch {
    // Aliases that would unfold without an end.
    return undefined;
  }
}
