/**
 * Starts the pack from its TypeScript sources, so that no build can be older than they are.
 *
 * The SDK's own loader checks the types at every start, which takes seconds; this one only strips them (`npm run check` checks).
 */
const { deferModules } = require("../start/deferred.cjs");
const { loadTypeScript } = require("../start/typescript.cjs");

deferModules({ "@pulumi/pulumi": ["@npmcli/arborist", "normalize-package-data", "@pulumi/pulumi/automation"] });
loadTypeScript();
require("./index.ts");
