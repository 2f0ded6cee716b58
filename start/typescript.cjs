/**
 * Once this is loaded, `require` takes TypeScript, without a check of its types (`npm run check`), and stack traces have the lines of the
 * sources. Only documented functions are called: of tsx, of source-map-support and of Node.
 *
 * tsx handles every module that is loaded after it, packages too: what takes long to load is loaded first.
 */
require("./compile-cache.cjs");
require("./source-maps.cjs");
require("tsx/cjs");
