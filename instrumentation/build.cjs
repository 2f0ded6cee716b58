/**
 * Builds what is published, in `dist`: CommonJS by tsc, and for each entry a thin module that hands on its exports. Both module
 * systems so have the same code and the same state: an id that a handler imported by `import` sees was stored by an adapter that
 * was loaded by `require`.
 *
 * Beside `package.json`, declarations for compilers that look for files and not for `exports` (`moduleResolution: node10`). They are
 * not named in `package.json`: what imports this folder inside of the repository would get the last build instead of the sources.
 */
const { execFileSync } = require("node:child_process");
const { rmSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");

const dist = join(__dirname, "dist");
rmSync(dist, { recursive: true, force: true });
execFileSync(process.execPath, [require.resolve("typescript/bin/tsc"), "--project", join(__dirname, "tsconfig.json")], {
  stdio: "inherit",
});
for (const entry of ["index", "express", "fastify"]) {
  const names = Object.keys(require(join(dist, `${entry}.js`)));
  writeFileSync(
    join(dist, `${entry}.mjs`),
    `import exported from "./${entry}.js";\nexport const { ${names.join(", ")} } = exported;\n`,
  );
  writeFileSync(join(dist, `${entry}.d.mts`), `export * from "./${entry}.js";\n`);
  writeFileSync(join(__dirname, `${entry}.d.ts`), `export * from "./dist/${entry}.js";\n`);
}
