/**
 * From Node 22.8 on, what V8 has compiled is kept for the next start: beside the packages, where nobody else can write, and not in the
 * machine's folder for temporary files. Where it cannot be written, Node goes on without.
 */
const { enableCompileCache } = require("node:module");
const { join } = require("node:path");

enableCompileCache?.(join(__dirname, "..", "node_modules", ".cache", "compiled"));
