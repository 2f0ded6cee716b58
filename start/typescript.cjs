/**
 * Once this is loaded, `require` takes TypeScript, without a check of its types (`npm run check`), and stack traces have the lines of the
 * sources. What was compiled is kept for the next start.
 *
 * What is kept is named after a hash of everything that it was made from, so an edited file is compiled anew. tsx, whose compiler
 * this is, does the same with a look-up for what this project has none of (ES modules, aliases of paths): a fifth of the start.
 */
const { createHash } = require("node:crypto");
const { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const Module = require("node:module");
const { join } = require("node:path");

const PROJECT = join(__dirname, "..");

/** Beside the dependencies, so that a new installation begins with an empty one. */
const CACHE = join(PROJECT, "node_modules", ".cache", "monitoring-typescript");

const compiler = Module.createRequire(require.resolve("tsx/cjs"));
const tsconfig = join(PROJECT, "tsconfig.json");
const options = {
  loader: "ts",
  format: "cjs",
  target: `node${process.versions.node}`,
  keepNames: true,
  sourcemap: "inline",
  sourcesContent: false,
  tsconfigRaw: existsSync(tsconfig) ? readFileSync(tsconfig, "utf8") : "{}",
};
const settings = createHash("sha256").update(JSON.stringify([compiler("esbuild/package.json").version, options]));

/** The code of each file that was loaded; its last line is the map to the source. */
const loaded = new Map();

Module._extensions[".ts"] = (module, file) => {
  const code = compiled(file);
  loaded.set(file, code);
  module._compile(code, file);
};

Error.prepareStackTrace = (error, frames) => [Error.prototype.toString.call(error), ...frames.map((frame) => `    at ${place(frame)}`)].join("\n");

function compiled(file) {
  const source = readFileSync(file, "utf8");
  const kept = join(CACHE, `${settings.copy().update(source).digest("hex")}.js`);
  if (existsSync(kept)) return readFileSync(kept, "utf8");
  const { code } = compiler("esbuild").transformSync(source, { ...options, sourcefile: file });
  keep(kept, code);
  return code;
}

/** Written beside and renamed, so that another start never reads half of it. */
function keep(file, code) {
  const unfinished = `${file}.${process.pid}`;
  try {
    mkdirSync(CACHE, { recursive: true });
    writeFileSync(unfinished, code);
    renameSync(unfinished, file);
  } catch {
    // Where nothing can be written, each start compiles.
  }
}

const maps = new Map();

/** A line of a trace, with the place in the source. */
function place(frame) {
  const file = frame.getFileName();
  if (!loaded.has(file)) return String(frame);
  if (!maps.has(file)) maps.set(file, mapOf(loaded.get(file)));
  const [line, column] = [frame.getLineNumber(), frame.getColumnNumber()];
  const { originalLine, originalColumn } = maps.get(file).findEntry(line - 1, column - 1);
  if (originalLine === undefined) return String(frame);
  return String(frame).replace(`:${line}:${column}`, `:${originalLine + 1}:${originalColumn + 1}`);
}

function mapOf(code) {
  const encoded = code.slice(code.lastIndexOf("base64,") + "base64,".length);
  return new Module.SourceMap(JSON.parse(Buffer.from(encoded, "base64").toString()));
}
