/**
 * Loaded before the program (`nodeargs` in Pulumi.yaml): TypeScript without a type check, and a start without what is never used.
 */
const { deferModules } = require("./deferred.cjs");
const { connectDebuggerLate, dropDebugMessages, forgetOrigins, mapTracesOnce } = require("./sdk.cjs");

deferModules({
  "@pulumi/pulumi": [
    // Only functions that are sent to a cloud need a compiler and a package tree, and only programs that run other programs the automation API.
    "typescript", "@npmcli/arborist", "normalize-package-data", "@pulumi/pulumi/automation",
    // Manifests in YAML.
    "js-yaml",
    // Only where `pulumi` was asked for traces.
    "@opentelemetry/exporter-zipkin", "@opentelemetry/instrumentation", "@opentelemetry/instrumentation-grpc",
    "@opentelemetry/resources", "@opentelemetry/sdk-trace-base", "@opentelemetry/sdk-trace-node",
  ],
  // Builders of the newer dashboard models, which the file provisioning of dashboards does not take.
  "@grafana/grafana-foundation-sdk/gauge": ["../dashboardv2", "../dashboardv2beta1"],
  // Every language's messages.
  zod: ["./v4/locales/index.cjs"],
  // Defaults and values in the sentences about a wrong configuration.
  "../config/keys.ts": ["yaml"],
});
connectDebuggerLate();
mapTracesOnce();

require("@pulumi/pulumi");
forgetOrigins();
dropDebugMessages();
require("./typescript.cjs");
