/**
 * Starts the pack from its TypeScript sources, so that no build can be older than they are.
 *
 * The SDK's own loader checks the types at every start, which takes seconds; this one only strips them (`npm run check` checks).
 */
const { deferModules } = require("../start/deferred.cjs");

deferModules({
  "@pulumi/pulumi": ["@npmcli/arborist", "normalize-package-data", "@pulumi/pulumi/automation"],
  // Only where a chart's values hold YAML as text.
  "../policies/input/objects.ts": ["yaml"],
});
require("../start/typescript.cjs");
require("./index.ts");
