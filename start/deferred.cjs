/**
 * Modules that are loaded when they are first used, and not when they are first required.
 *
 * Libraries load at their start what most programs never touch: of this one's CPU time, that was about a quarter.
 */
const Module = require("node:module");

/**
 * Puts stand-ins for modules into Node's cache; each becomes the real module at the first look at anything in it.
 *
 * For modules of functions and classes only: what a module does while it loads is done later, or never.
 *
 * @param {Readonly<Record<string, readonly string[]>>} modules Names of modules, by the package that requires them.
 */
function deferModules(modules) {
  for (const [dependent, names] of Object.entries(modules)) {
    const from = Module.createRequire(require.resolve(dependent));
    for (const name of names) defer(from.resolve(name));
  }
}

function defer(file) {
  const module = new Module(file);
  module.filename = file;
  module.loaded = true;
  module.exports = standIn(() => {
    if (Module._cache[file] === module) delete Module._cache[file];
    return require(file);
  });
  Module._cache[file] = module;
}

/** An object that has everything that the loaded module has. Interop helpers ask for `__esModule`, which is no use of the module. */
function standIn(load) {
  return new Proxy({}, {
    get: (_target, key) => (key === "__esModule" ? true : load()[key]),
    has: (_target, key) => key in load(),
    ownKeys: () => Reflect.ownKeys(load()),
    getOwnPropertyDescriptor(_target, key) {
      const descriptor = Reflect.getOwnPropertyDescriptor(load(), key);
      return descriptor && { ...descriptor, configurable: true };
    },
  });
}

module.exports = { deferModules };
