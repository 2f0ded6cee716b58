/** The program's packages, for `--require` before tsx, as in main.cjs: Node alone loads them in half the time. */
export const PACKAGES = require.resolve("../../start/packages.cjs");
