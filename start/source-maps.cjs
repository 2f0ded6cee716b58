/**
 * Stack traces with the files and lines of the sources; loaded by Node itself, before the SDK (`nodeargs` in Pulumi.yaml).
 *
 * The SDK maps traces with source-map-support. By itself that finds no map of what tsx compiled, and it reads those of the SDK's own
 * files, for the trace that the SDK notes with every promise. Their paths are wrong ("node_modules/@pulumi/resource.ts"), and on such a
 * line Node's `util.inspect`, which the SDK prints errors with, runs for half a minute (docs/start-up.md).
 */
const { findSourceMap } = require("node:module");
const { install } = require("source-map-support");

install({
  overrideRetrieveSourceMap: true,
  retrieveSourceMap(file) {
    const map = findSourceMap(file)?.payload;
    return map === undefined ? null : { url: file, map: { ...map, sources: [file] } };
  },
});
