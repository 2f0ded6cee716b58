/**
 * Starts the pack from its TypeScript sources, so that no build can be older than they are.
 *
 * The SDK's own loader checks the types at every start, which takes seconds; tsx only strips them (`npm run check` checks).
 */
require("@pulumi/policy");
require("../start/typescript.cjs");
require("./index.ts");
