/** What stands in Secrets and ConfigMaps, as data. */
import { parse } from "yaml";

/** One entry of a Secret's `data`. Grafana's password is random at each rendering: only its presence counts. */
export function secretContent(encoded: unknown, key: string): unknown {
  if (key === "admin-password") return "(generated)";
  return fileContent(Buffer.from(String(encoded), "base64").toString("utf8"), key);
}

/** One entry of a ConfigMap's `data`: YAML and INI files as data, any other text as it is. */
export function fileContent(text: unknown, file: string): unknown {
  if (/\.ya?ml$/.test(file)) return parse(String(text));
  if (file.endsWith(".ini")) return parseIni(String(text));
  return text;
}

/** Settings by section; those before the first section are under the empty name. */
function parseIni(text: string): Record<string, Record<string, string>> {
  const sections: Record<string, Record<string, string>> = {};
  let section = "";
  for (const line of text
    .split("\n")
    .map((raw) => raw.trim())
    .filter((trimmed) => trimmed !== "")) {
    const header = /^\[(.+)\]$/.exec(line)?.[1];
    if (header !== undefined) {
      section = header;
      sections[section] ??= {};
      continue;
    }
    const [key = "", ...value] = line.split("=");
    (sections[section] ??= {})[key.trim()] = value.join("=").trim();
  }
  return sections;
}
