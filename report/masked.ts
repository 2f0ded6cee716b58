/** Renderings without secrets: an older revision masks by its own rules, which may know fewer. */
import { parse } from "yaml";
import { type RenderedFiles, toYaml } from "../render/files";
import { plainSecrets } from "../secrets/find";
import { withoutSecrets, withoutSecretsInText } from "../secrets/mask";

/** The files with every secret in plain text masked; a file without one keeps its bytes. */
export function withoutSecretsInFiles(files: RenderedFiles): RenderedFiles {
  return new Map([...files].map(([path, text]) => [withoutSecretsInText(path), withoutSecretsInFile(path, text)]));
}

function withoutSecretsInFile(path: string, text: string): string {
  const isJson = path.endsWith(".json");
  if (!isJson && !path.endsWith(".yaml")) return withoutSecretsInText(text);
  const value: unknown = isJson ? JSON.parse(text) : parse(text);
  if (plainSecrets(value).length === 0) return text;
  return isJson ? JSON.stringify(withoutSecrets(value), undefined, 2) : toYaml(withoutSecrets(value));
}
