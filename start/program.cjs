/**
 * Loaded before the program (`nodeargs` in Pulumi.yaml): TypeScript without a type check, and a start without what is never used.
 */
const { createRequire } = require("node:module");
const { deferModules } = require("./deferred.cjs");

deferModules({
  // Only functions that are sent to a cloud need a compiler and a package tree, and only programs that run other programs the automation API.
  "@pulumi/pulumi": ["typescript", "@npmcli/arborist", "@pulumi/pulumi/automation"],
  // Builders of the newer dashboard models, which the file provisioning of dashboards does not take.
  "@grafana/grafana-foundation-sdk/gauge": ["../dashboardv2", "../dashboardv2beta1"],
  // Every language's messages.
  zod: ["./v4/locales/index.cjs"],
});

// Node maps stack traces by itself as soon as tsx asks for it. The SDK's own mapper reads the map of each of its files for traces that nobody sees.
const mapper = createRequire(require.resolve("@pulumi/pulumi")).resolve("source-map-support/register");
require.cache[mapper] = { id: mapper, filename: mapper, loaded: true, exports: {}, children: [], paths: [] };

// The SDK comes before tsx, which would read each of its hundreds of files a second time.
require("@pulumi/pulumi");
require("tsx/cjs");
