/** Mocha's usual report, then the slowest files, and a closing line with the counts that a machine reads. */
const { existsSync, mkdtempSync, readFileSync, rmSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join } = require("node:path");
const { reporters, Runner } = require("mocha");

/** How many files are named. */
const MOST_FILES = 10;

module.exports = class extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    // Made before the processes that run the tests: they write there what they took (timing.cjs).
    const folder = mkdtempSync(join(tmpdir(), "test-times-"));
    const notes = join(folder, "times");
    process.env.MONITORING_TEST_TIMES = notes;
    runner.once(Runner.constants.EVENT_RUN_END, () => {
      const { passes, failures, pending } = this.stats;
      for (const line of slowest(notes)) console.log(line);
      console.log(`${passes} passed, ${failures} failed${pending > 0 ? `, ${pending} skipped` : ""}`);
      rmSync(folder, { recursive: true, force: true });
    });
  }
};

/** The slowest files, a line each; none where a single file ran. */
function slowest(notes) {
  const files = existsSync(notes)
    ? readFileSync(notes, "utf8")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line))
    : [];
  if (files.length < 2) return [];
  const sorted = files.sort((one, other) => other.seconds - one.seconds).slice(0, MOST_FILES);
  return [
    `  The slowest of ${files.length} files, in seconds:`,
    ...sorted.map(({ file, seconds }) => `${seconds.toFixed(1).padStart(9)}  ${file}`),
    "",
  ];
}
