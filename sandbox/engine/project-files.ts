import { existsSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Document, isMap, isSeq, type ParsedNode, parseDocument } from "yaml";

/** Settings of a stack file that belong to how the stack's own secrets are encrypted, not to its configuration. */
const ENCRYPTION_KEYS = ["secretsprovider", "encryptedkey", "encryptionsalt"];

/**
 * Copies `Pulumi.yaml`, changed in where the program lies (it runs in place, so that an edit needs
 * no copy), and where the engine finds its plugins.
 *
 * @returns the project's name.
 * @throws where the project has no usable `Pulumi.yaml`.
 */
export function copyProjectFile(projectDir: string, workDir: string, pluginDir: string): string {
  const document = readYaml(join(projectDir, "Pulumi.yaml"), "The sandbox runs the Pulumi project in this folder.");
  const name: unknown = document.get("name");
  if (typeof name !== "string")
    throw new Error(`${join(projectDir, "Pulumi.yaml")} has no name; give the project one (name: monitoring).`);
  const main: unknown = document.get("main");
  document.set("main", realpathSync(resolve(projectDir, typeof main === "string" ? main : ".")));
  document.set("plugins", {
    languages: [{ name: "nodejs", path: pluginDir }],
    providers: ["aws", "kubernetes", "random"].map((provider) => ({ name: provider, path: pluginDir })),
  });
  // A project may name the backend of its real stacks.
  document.delete("backend");
  writeFileSync(join(workDir, "Pulumi.yaml"), document.toString());
  return name;
}

/**
 * Copies `Pulumi.<stack>.yaml`, with `overrides` in place of the values of the same keys; a key whose
 * override is undefined is left out. The salt of an earlier copy is kept: it belongs to the
 * sandbox's state.
 *
 * @throws where the stack file is missing or holds an encrypted value, which only its own secrets provider can read.
 */
export function copyStackFile(
  projectDir: string,
  workDir: string,
  stack: string,
  overrides: Readonly<Record<string, unknown>>,
): void {
  const source = join(projectDir, `Pulumi.${stack}.yaml`);
  const target = join(workDir, `Pulumi.${stack}.yaml`);
  const document = readYaml(source, "Name a stack that has a file.");
  for (const key of ENCRYPTION_KEYS) document.delete(key);
  // A stack that needs no configuration may have an empty file, or an empty `config:`.
  if (!isMap(document.get("config"))) document.set("config", asNode({}));
  for (const [key, value] of Object.entries(overrides)) {
    if (value === undefined) document.deleteIn(["config", key]);
    else document.setIn(["config", key], asNode(value));
  }
  const encrypted = encryptedKey(document.get("config"), "");
  if (encrypted !== undefined) {
    throw new Error(
      `${source} holds an encrypted value at ${encrypted}, which the sandbox can't decrypt; refer to a secret in AWS Secrets Manager instead.`,
    );
  }
  const salt: unknown = existsSync(target) ? parse(readFileSync(target, "utf8")).get("encryptionsalt") : undefined;
  if (salt !== undefined) document.set("encryptionsalt", salt);
  writeFileSync(target, document.toString());
}

function readYaml(file: string, advice: string): Document {
  if (!existsSync(file)) throw new Error(`${file} does not exist. ${advice}`);
  const document = parse(readFileSync(file, "utf8"));
  const [error] = document.errors;
  if (error !== undefined) throw new Error(`${file} is not valid YAML: ${error.message}`);
  return isMap(document.contents) ? document : parse("{}");
}

/**
 * Parses with texts alone, and values that are missing: what `0777` is the engine has to say, so the copy has to have it as it was
 * written, and not as this parser would understand it.
 */
function parse(text: string): Document.Parsed {
  return parseDocument(text, {
    schema: "failsafe",
    customTags: (tags) => [...tags, "null"],
    resolveKnownTags: false,
    prettyErrors: false,
    logLevel: "silent",
  });
}

/** A value as a part of such a document: JSON is YAML. */
function asNode(value: unknown): ParsedNode | null {
  return parse(JSON.stringify(value)).contents as ParsedNode | null;
}

/** The first key, at any depth, whose value is `secure: ...`. */
function encryptedKey(node: unknown, path: string): string | undefined {
  const below = (key: string) => (path === "" ? key : `${path}.${key}`);
  if (isSeq(node)) return firstOf(node.items.map((item, index) => () => encryptedKey(item, `${path}[${index}]`)));
  if (!isMap(node)) return undefined;
  if (path !== "" && node.items.length === 1 && node.has("secure")) return path;
  return firstOf(
    node.items.map(
      ({ key, value }) =>
        () =>
          encryptedKey(value, below(String(key))),
    ),
  );
}

function firstOf(searches: readonly (() => string | undefined)[]): string | undefined {
  for (const search of searches) {
    const found = search();
    if (found !== undefined) return found;
  }
  return undefined;
}
