/** Staging's project with one measure of its start taken out. */
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PROJECT_FOLDER } from "../sandbox/session/session";

/** A copy of the project that starts in another way. */
export interface StartVariant {
  readonly name: string;
  /** Changes the copy; nothing where it starts as the project does. */
  readonly change?: (edit: Edit) => void;
}

/** Replaces a text of a file, which has to be there. */
type Edit = (path: string, from: string | RegExp, to: string) => void;

/** What the copies have for themselves; the rest is the project's own. */
const COPIED = ["main.cjs", "start", "policies", "Pulumi.yaml"];

const WITHOUT: readonly StartVariant[] = [
  { name: "without packages before tsx", change: (edit) => edit("main.cjs", 'require("./start/packages.cjs");\n', "") },
  { name: "without own source maps", change: (edit) => edit("start/source-maps.cjs", /[\s\S]*/, "") },
  { name: "without the compile cache (Node 22)", change: (edit) => edit("start/compile-cache.cjs", /[\s\S]*/, "") },
  {
    name: "with the YAML parser at once",
    change: (edit) => edit("main.cjs", "module.exports", 'require("yaml");\nmodule.exports'),
  },
];

/** tsx and nothing else: what a program has that only follows Pulumi's documentation. */
const TSX_ALONE: StartVariant = {
  name: "tsx alone",
  change(edit) {
    edit("main.cjs", /[\s\S]*/, 'require("tsx/cjs");\nmodule.exports = require("./index.ts");\n');
    edit("start/typescript.cjs", /[\s\S]*/, 'require("tsx/cjs");\n');
    edit("Pulumi.yaml", / *nodeargs: .*\n/, "");
  },
};

/** With all measures, without each of them, and with none. */
export const START_VARIANTS: readonly StartVariant[] = [{ name: "all measures" }, ...WITHOUT, TSX_ALONE];

/** Makes the copy in a new folder. */
export function copyWith({ change }: StartVariant, folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(PROJECT_FOLDER)) {
    if (COPIED.includes(name)) cpSync(join(PROJECT_FOLDER, name), join(folder, name), { recursive: true });
    else if (!name.startsWith(".")) symlinkSync(join(PROJECT_FOLDER, name), join(folder, name));
  }
  change?.((path, from, to) => {
    const file = join(folder, path);
    const text = readFileSync(file, "utf8");
    const changed = text.replace(from, to);
    if (changed === text) throw new Error(`bench/variants.ts: ${path} has no ${from}; correct the variant.`);
    writeFileSync(file, changed);
  });
}
