/** Asks pint about rule files. */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { promisify } from "node:util";
import { ensureTools } from "../../../sandbox/tools";

/** The demands. */
export const PINT_CONFIG = join(__dirname, "pint.hcl");

/** A thing that pint finds wrong. */
interface Problem {
  readonly path: string;
  readonly lines: readonly number[];
  /** The check, as pint's documentation names it: `alerts/annotation`. */
  readonly reporter: string;
  readonly problem: string;
  readonly details?: string;
}

/**
 * What pint says of rule files, a line for each problem however small: `rule/label: required label not set (a.yaml:3)`.
 *
 * @param files texts by name, which may be in a folder; the demands differ by the names.
 */
export async function pint(files: ReadonlyMap<string, string>): Promise<readonly string[]> {
  const tools = await ensureTools(["pint"]);
  const folder = await mkdtemp(join(tmpdir(), "pint-"));
  try {
    const [rules, report] = [join(folder, "rules"), join(folder, "report.json")];
    for (const [name, text] of files) {
      await mkdir(dirname(join(rules, name)), { recursive: true });
      await writeFile(join(rules, name), text);
    }
    const args = [
      "--offline",
      "--no-color",
      "--log-level=error",
      `--config=${PINT_CONFIG}`,
      "lint",
      "--min-severity=info",
      `--json=${report}`,
      rules,
    ];
    const complaint = await promisify(execFile)(tools.path("pint"), args).then(
      () => "",
      ({ stdout, stderr }: { stdout: string; stderr: string }) => `${stdout}${stderr}`,
    );
    // It fails on what it finds, but also on a configuration that it cannot read; then there is no report.
    const text = await readFile(report, "utf8").catch(() => {
      throw new Error(`pint failed:\n${complaint}`);
    });
    return (JSON.parse(text) as readonly Problem[]).map((problem) => sentence(problem, rules));
  } finally {
    await rm(folder, { recursive: true });
  }
}

function sentence({ reporter, problem, details, path, lines }: Problem, folder: string): string {
  return [
    `${reporter}: ${problem} (${relative(folder, path)}:${lines[0]})`,
    ...(details === undefined ? [] : [details]),
  ].join(" - ");
}
