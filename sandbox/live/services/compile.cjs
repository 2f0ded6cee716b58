/**
 * `node compile.cjs FOLDER FILE...`: compiles TypeScript files, with all of the project's that they import, into a folder, each at its path
 * from the project's folder. Types are not checked (`npm run check` does). A process of its own: the loader for TypeScript, under which
 * the sandbox runs, would take seconds to load the compiler.
 */
const { existsSync, mkdirSync, readFileSync, writeFileSync } = require("node:fs");
const { dirname, join, relative, resolve } = require("node:path");
const ts = require("typescript");

const project = resolve(__dirname, "../../..");
const [, , folder, ...files] = process.argv;
const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true };
const seen = new Set();

for (const file of files) compile(file);

function compile(file) {
  if (seen.has(file)) return;
  seen.add(file);
  const { outputText } = ts.transpileModule(readFileSync(file, "utf8"), { fileName: file, compilerOptions });
  const place = join(folder, relative(project, file)).replace(/\.ts$/, ".js");
  mkdirSync(dirname(place), { recursive: true });
  writeFileSync(place, outputText);
  // Imports of types are not in the output.
  for (const { fileName } of ts.preProcessFile(outputText, true, true).importedFiles)
    if (fileName.startsWith(".")) compile(sourceOf(resolve(dirname(file), fileName)));
}

function sourceOf(path) {
  return [`${path}.ts`, join(path, "index.ts")].find((file) => existsSync(file)) ?? path;
}
