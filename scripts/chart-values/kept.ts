/** Reads the keys that the project keeps. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { readCatalogue } from "../../chart-values/catalogue";
import { CHART_NAME } from "../../chart-values/version";
import type { Keys } from "./write";

/** The name of a file with keys; its version. */
const FILE = new RegExp(`^${CHART_NAME}-(.+)\\.keys\\.json$`);

/**
 * The keys in `generated/`, whatever version is pinned: Renovate raises the pin alone, and what is kept is then of the
 * version before.
 *
 * @param folder the folder `chart-values/`.
 * @throws Error where there is not exactly one file with keys.
 */
export function keptKeys(folder: string): Keys {
  const generated = join(folder, "generated");
  const [version, ...others] = readdirSync(generated).flatMap((name) => FILE.exec(name)?.[1] ?? []);
  if (version === undefined || others.length > 0)
    throw new Error(
      `${generated} has ${version === undefined ? "no file" : "several files"} of keys; put back the one that is in git.`,
    );
  return { version, catalogue: readCatalogue(version, folder) };
}
