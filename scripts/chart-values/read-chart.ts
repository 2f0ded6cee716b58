/** Reads a Helm chart and the charts it brings along. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { extract } from "tar";
import { parse } from "yaml";

/** A map of values. */
export type Values = Readonly<Record<string, unknown>>;

/** What the catalogue is made from. */
export interface Chart {
  readonly name: string;
  readonly version: string;
  /** The defaults of `values.yaml`. */
  readonly values: Values;
  /** The text of each template. */
  readonly templates: readonly string[];
  /** Charts below it, by the key that its values have them under. */
  readonly dependencies: ReadonlyMap<string, Chart>;
}

/**
 * Reads a chart from its folder or its archive.
 *
 * @throws Error where there is no chart at the path.
 */
export function readChart(path: string): Chart {
  if (!existsSync(path))
    throw new Error(`There is no chart at ${path}; give the path of a chart's folder or of its .tgz archive.`);
  return statSync(path).isDirectory() ? readFolder(path) : readArchive(path);
}

function readArchive(file: string): Chart {
  const folder = mkdtempSync(join(tmpdir(), "chart-"));
  try {
    unpack(file, folder);
    const [name = ""] = readdirSync(folder);
    return readFolder(join(folder, name));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function unpack(file: string, folder: string): void {
  try {
    extract({ file, cwd: folder, sync: true });
  } catch (cause) {
    throw new Error(`${file} is not the archive of a chart; give a .tgz as helm pull writes it.`, { cause });
  }
}

function readFolder(folder: string): Chart {
  if (!existsSync(join(folder, "Chart.yaml")))
    throw new Error(`${folder} has no Chart.yaml; give the folder of a chart.`);
  const about = parse(readFileSync(join(folder, "Chart.yaml"), "utf8")) as {
    readonly name: string;
    readonly version: string;
    readonly dependencies?: readonly { readonly name: string; readonly alias?: string }[];
  };
  const brought = new Map(chartsBelow(join(folder, "charts")).map((chart) => [chart.name, chart]));
  const dependencies = (about.dependencies ?? []).map(({ name, alias }) => {
    const chart = brought.get(name);
    if (chart === undefined)
      throw new Error(
        `${folder} lacks the chart ${name} that it depends on; run helm dependency build, or take the archive that helm pull writes.`,
      );
    return [alias ?? name, chart] as const;
  });
  return {
    name: about.name,
    version: about.version,
    values: valuesOf(folder),
    templates: templatesOf(join(folder, "templates")),
    dependencies: new Map(dependencies),
  };
}

/** Charts in the folder `charts`, unpacked or not; notes may lie beside them. */
function chartsBelow(folder: string): readonly Chart[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() || entry.name.endsWith(".tgz"))
    .map((entry) => readChart(join(folder, entry.name)));
}

function valuesOf(folder: string): Values {
  const file = join(folder, "values.yaml");
  return existsSync(file) ? ((parse(readFileSync(file, "utf8")) ?? {}) as Values) : {};
}

function templatesOf(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"));
}
