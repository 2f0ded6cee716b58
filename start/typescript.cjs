/**
 * Once this is loaded, `require` takes TypeScript, without a check of its types (`npm run check`), and stack traces have the lines of the
 * sources. Only documented functions are called: of tsx, of source-map-support and of Node.
 *
 * tsx handles every module that is loaded after it, packages too: what takes long to load is loaded first.
 */
const { enableCompileCache, findSourceMap } = require("node:module");
const { install } = require("source-map-support");

// From Node 22.8 on: what V8 has compiled is kept for the next start.
enableCompileCache?.();

// The SDK maps stack traces with source-map-support. By itself that finds no map of what tsx compiled, and reads those of the SDK's own
// files, for the trace that the SDK notes with every promise.
install({
  overrideRetrieveSourceMap: true,
  retrieveSourceMap(file) {
    const map = findSourceMap(file)?.payload;
    return map === undefined ? null : { url: file, map: { ...map, sources: [file] } };
  },
});

require("tsx/cjs");
