/**
 * Loaded by each process that runs tests: notes how long each file took, its hooks included, for the report's list of the slowest.
 *
 * In mocha's parallel mode the root hooks run once for each file; otherwise the files follow each other within one run.
 */
const { appendFileSync } = require("node:fs");
const { relative } = require("node:path");

let file;
let started = 0;

function note() {
  const notes = process.env.MONITORING_TEST_TIMES;
  if (file === undefined || notes === undefined) return;
  const seconds = (performance.now() - started) / 1000;
  appendFileSync(notes, `${JSON.stringify({ file: relative(process.cwd(), file), seconds })}\n`);
}

exports.mochaHooks = {
  beforeAll() {
    file = undefined;
    started = performance.now();
  },
  beforeEach() {
    const current = this.currentTest.file;
    if (current === file) return;
    // The first test of a file; what its own hooks before it took belongs to it as well.
    const earlier = file;
    if (earlier !== undefined) {
      note();
      started = performance.now();
    }
    file = current;
  },
  afterAll: note,
};
