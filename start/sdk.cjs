/**
 * What the Pulumi SDK does at every start and for every resource, and this project has no use for: it is done when it is asked for.
 */
const { createRequire } = require("node:module");

const sdk = createRequire(require.resolve("@pulumi/pulumi"));

/**
 * Connects the debugger that functions are taken apart with, to be sent to a cloud, when there is the first one.
 *
 * The SDK connects it first of all, because it has to hear of every script; from then on each script that is loaded costs
 * more. But a debugger that is turned on again hears of the earlier scripts as well.
 */
function connectDebuggerLate() {
  const file = sdk.resolve("./runtime/closure/v8Hooks");
  let hooks;
  let session;
  const connect = async () => {
    delete require.cache[file];
    hooks = require(file);
    const connected = await hooks.getSessionAsync();
    for (const method of ["Debugger.disable", "Debugger.enable"]) await new Promise((done) => connected.post(method, done));
    return connected;
  };
  provide(file, {
    isInitializedAsync: async () => {},
    getSessionAsync: () => (session ??= connect()),
    // A script is only asked for by an id that a session told.
    getScriptUrl: (id) => hooks?.getScriptUrl(id),
  });
}

/**
 * Leaves out where each promise was made: the SDK notes it for dozens of promises of each resource, and each time the lines of the
 * sources are looked up. Promises that never end are reported all the same, and with PULUMI_DEBUG_PROMISE_LEAKS where they were made.
 */
function forgetOrigins() {
  const debuggable = sdk("./runtime/debuggable");
  if (debuggable.debugPromiseLeaks) return;
  const { debuggablePromise } = debuggable;
  debuggable.debuggablePromise = (promise, context) => {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    try {
      return debuggablePromise(promise, context);
    } finally {
      Error.stackTraceLimit = limit;
    }
  };
}

/**
 * Leaves out the SDK's debug messages: four for each resource, one of them with all of its properties, secrets too. The engine writes
 * them into its log whether anybody wants to see them or not. `MONITORING_SDK_DEBUG=true pulumi preview --debug` shows them.
 */
function dropDebugMessages() {
  if (process.env.MONITORING_SDK_DEBUG !== "true") sdk("./log").debug = async () => {};
}

/**
 * Takes out the SDK's own mapper of stack traces, which reads the map of each of the SDK's files for traces that nobody sees: what loads
 * TypeScript maps the traces of this project.
 */
function mapTracesOnce() {
  provide(sdk.resolve("source-map-support/register"), {});
}

/** Puts a module's content into Node's cache in place of the file's. */
function provide(file, exports) {
  require.cache[file] = { id: file, filename: file, loaded: true, exports, children: [], paths: [] };
}

module.exports = { connectDebuggerLate, dropDebugMessages, forgetOrigins, mapTracesOnce };
