import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PROJECT = join(__dirname, "../..");

describe("the loader of the program's TypeScript", function () {
  this.timeout(60_000);
  let project: string;

  beforeEach(() => {
    project = mkdtempSync(join(tmpdir(), "loader-"));
    cpSync(join(PROJECT, "start"), join(project, "start"), { recursive: true });
    mkdirSync(join(project, "node_modules"));
    symlinkSync(join(PROJECT, "node_modules/tsx"), join(project, "node_modules/tsx"));
  });
  afterEach(() => rmSync(project, { recursive: true }));

  const edit = (source: string) => writeFileSync(join(project, "value.ts"), source);
  const cache = () => join(project, "node_modules/.cache/monitoring-typescript");
  const load = () => {
    const script = 'require("./start/typescript.cjs"); console.log(require("./value").value)';
    return execFileSync(process.execPath, ["--eval", script], { cwd: project, encoding: "utf8", stdio: "pipe" }).trim();
  };

  it("compiles an edited file anew, whatever its time, and takes what it has for one that it knows", () => {
    edit("export const value: number = 1;");
    assert.equal(load(), "1");
    edit("export const value: number = 2;");
    assert.equal(load(), "2");
    assert.equal(readdirSync(cache()).length, 2);

    for (const file of readdirSync(cache())) writeFileSync(join(cache(), file), 'exports.value = "kept";');
    assert.equal(load(), "kept");
    edit("export const value: number = 3;");
    assert.equal(load(), "3");
  });

  it("compiles anew for other settings of the compiler", () => {
    const fields = 'class Base { constructor() { Object.defineProperty(this, "field", { configurable: true, set() {}, get: () => "setter" }); } }\n' +
      'class Derived extends Base { field = "own"; }\nexport const value = new Derived().field;';
    edit(fields);
    assert.equal(load(), "own");
    writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions: { useDefineForClassFields: false } }));
    assert.equal(load(), "setter");
  });

  it("loads where nothing can be kept", () => {
    writeFileSync(join(project, "node_modules/.cache"), "in the way");
    edit("export const value: number = 1;");
    assert.equal(load(), "1");
  });

  it("names the line of a mistake in the source", () => {
    edit("interface Unused {}\n\nexport const value: number = ;");
    assert.throws(load, /value\.ts:3:29: ERROR: Unexpected ";"/);
  });
});
