/** Starts the program from its TypeScript sources; what each of these lines saves: docs/start-up.md. */
require("./start/packages.cjs");
require("./start/typescript.cjs");
module.exports = require("./index.ts");
