/** Just enough reading of Markdown to check what the documentation refers to. */
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "yaml";

export const PROJECT_FOLDER = resolve(__dirname, "../..");

/** A file of the documentation. */
export interface Page {
  /** Path from the project's folder. */
  readonly path: string;
  readonly text: string;
}

/** The README, CONTRIBUTING and everything in docs/. */
export function pages(): readonly Page[] {
  const docs = readdirSync(join(PROJECT_FOLDER, "docs"))
    .filter((file) => file.endsWith(".md"))
    .map((file) => `docs/${file}`);
  return ["README.md", "CONTRIBUTING.md", ...docs].map(page);
}

export function page(path: string): Page {
  return { path, text: readFileSync(join(PROJECT_FOLDER, path), "utf8") };
}

/** Contents of the fenced blocks of a language. */
export function blocks(text: string, language: string): readonly string[] {
  return [...text.matchAll(/^( *)```(\w+)\n([\s\S]*?)^ *```$/gm)]
    .filter(([, , name]) => name === language)
    .map(([, indent = "", , body = ""]) => body.replaceAll(new RegExp(`^${indent}`, "gm"), ""));
}

/** Contents of inline code, with the `\|` of table cells undone. */
export function inlineCode(text: string): readonly string[] {
  return [...withoutBlocks(text).matchAll(/`([^`\n]+)`/g)].map(([, code = ""]) => code.replaceAll("\\|", "|"));
}

/** Rows of all tables: the cells of each. */
export function tableRows(text: string): readonly (readonly string[])[] {
  return text
    .split("\n")
    .filter((line) => line.startsWith("| "))
    .map((line) =>
      line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

function withoutBlocks(text: string): string {
  return text.replaceAll(/^ *```\w*\n[\s\S]*?^ *```$/gm, "");
}

/** Every key of the configuration that a page mentions, in prose or in YAML, without its prefix: `databases[].name`. */
export function mentionedKeys(text: string): readonly string[] {
  const named = [...text.matchAll(/(?<![\w:-])monitoring:([a-z][\w.[\]]*)/gi)].map(([, key = ""]) =>
    key.replace(/\.$/, ""),
  );
  const yaml = [...blocks(text, "yaml"), ...inlineCode(text)].filter((code) => /^monitoring:\w+:( |\n)/m.test(code));
  return [
    ...named,
    ...yaml.flatMap((code) =>
      paths(parse(code), "")
        .filter((path) => path.startsWith("monitoring:"))
        .map((path) => path.slice("monitoring:".length)),
    ),
  ];
}

/** Paths of all keys in a value. */
function paths(value: unknown, prefix: string): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item) => paths(item, `${prefix}[]`));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const path = prefix === "" ? key : `${prefix}.${key}`;
    return [path, ...paths(item, path)];
  });
}
