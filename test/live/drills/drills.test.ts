/** Every drill once with shortened times, in the staging stack: its message is a golden file (`UPDATE_GOLDEN=1` writes them). */
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runDrills, type Outcome } from "../../../cli/drill/all";
import { sandboxSources } from "../../../cli/verify/sandbox";
import { liveAddresses } from "../../../sandbox/live/addresses";
import { faults } from "../../../sandbox/live/faults";
import { withLiveSession } from "../../../sandbox/session/live";
import { deployLive, removeLive, type LiveStack } from "../deployed";

const GOLDEN = join(__dirname, "golden");

/** All of them, each until the message that it is over, beside other tests. */
const DRILLS_MS = 45 * 60_000;

describe("the drills, with shortened times", function () {
  this.timeout(300_000);
  let deployed: LiveStack | undefined;
  let outcomes: readonly Outcome[] = [];
  const log: string[] = [];

  before(async function () {
    this.timeout(DRILLS_MS);
    deployed = await deployLive("staging");
    const { dir } = deployed;
    outcomes = await withLiveSession(
      dir,
      "test",
      (line) => log.push(line),
      (session) =>
        runDrills({
          faults: faults.map(({ name }) => name),
          session,
          sources: sandboxSources(dir),
          file: liveAddresses(session.cluster).drills,
          fast: true,
          untilResolved: true,
          log: (line) => log.push(line),
        }),
    );
  });
  after(() => removeLive(deployed));

  for (const { name } of faults)
    it(`${name} leads to its message, and to the one that it is over`, () => {
      const outcome = outcomes.find(({ fault }) => fault === name) ?? assert.fail(log.join("\n"));
      if ("problem" in outcome) assert.fail(`${outcome.problem}\n${log.join("\n")}`);
      const { message, startedAt, activeAt, firedAt, messageAt, resolvedAt = "" } = outcome.drill;
      const moments = [startedAt, activeAt, firedAt, messageAt, resolvedAt].map((moment) => Date.parse(moment));
      assert.deepEqual(
        moments,
        [...moments].sort((one, other) => one - other),
      );
      const text = `${masked(`${message.title}\n${message.text}`)}\n`;
      const file = join(GOLDEN, `${name}.txt`);
      if (process.env["UPDATE_GOLDEN"] === "1") {
        mkdirSync(GOLDEN, { recursive: true });
        writeFileSync(file, text);
      }
      assert.equal(text, readFileSync(file, "utf8"));
    });
});

/** What differs from one drill to the next: numbers, names of pods, ports. */
function masked(text: string): string {
  return text
    .replace(/(qualisys-(?:api|web))-[a-z0-9]{5,10}-[a-z0-9]{5}\b/g, "$1-POD")
    .replace(/127\.0\.0\.1:\d+/g, "127.0.0.1:PORT")
    .replace(/\d+(\.\d+)?/g, "#");
}
