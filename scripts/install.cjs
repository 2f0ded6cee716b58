/**
 * Installs the dependencies where they are missing or not those of the lockfile, so that a fresh clone needs no
 * preparation. Plain JavaScript without dependencies: it runs before there are any.
 */
const { execFileSync } = require("node:child_process");
const { createHash } = require("node:crypto");
const { existsSync, lstatSync, readFileSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19) || major === 21 || (major === 22 && minor < 12)) {
  console.error(`Node ${process.versions.node} is too old: install Node 20.19 or newer (20.x), or 22.12 or newer.`);
  process.exit(1);
}

const project = join(__dirname, "..");
const packages = join(project, "node_modules");
const stamp = join(packages, ".installed-from");
const wanted = createHash("sha256")
  .update(readFileSync(join(project, "package-lock.json")))
  .digest("hex");
if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== wanted) {
  if (lstatSync(packages, { throwIfNoEntry: false })?.isSymbolicLink()) {
    console.error(
      "node_modules is a link to packages of another folder, which are not those of this lockfile: remove the link, so that this folder gets its own.",
    );
    process.exit(1);
  }
  console.log("Installing the dependencies of the lockfile (npm ci) ...");
  // Without install scripts: one of them would put a plugin into the user's own Pulumi.
  execFileSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], {
    cwd: project,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  writeFileSync(stamp, wanted);
}
