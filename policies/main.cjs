/**
 * Starts the pack from its TypeScript sources, so that no build can be older than they are.
 *
 * The SDK's own loader checks the types at every start, which takes seconds; tsx only strips them (`npm run check` checks).
 * The SDK comes first: tsx would read each of its files a second time.
 */
const { deferModules } = require("../start/deferred.cjs");

deferModules({ "@pulumi/pulumi": ["@npmcli/arborist", "@pulumi/pulumi/automation"] });
require("@pulumi/policy");
require("tsx/cjs");
require("./index.ts");
