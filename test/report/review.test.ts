import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { reviewReport } from "../../report/review";
import { sandboxState } from "../../sandbox/session/deployed-state";

/** The state of a stack staging of which nothing but itself is left. */
const STATE = {
  version: 3,
  deployment: {
    resources: [
      {
        urn: "urn:pulumi:staging::monitoring::pulumi:pulumi:Stack::monitoring-staging",
        type: "pulumi:pulumi:Stack",
        outputs: {},
      },
    ],
  },
};

/** For comparisons that must not ask for it. */
const noSandbox = (): Promise<never> => assert.fail("The sandbox was asked for.");

describe("a report", function () {
  // What the sandbox is made of takes some seconds to load.
  this.timeout(60_000);
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), "review-"))));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("says what to give where there is no sandbox", () =>
    assert.rejects(
      reviewReport({ sandbox: (stack) => sandboxState(stack, join(folder, "none")) }),
      /^Error: There is no sandbox to compare with; give --against REVISION or --against-state FILE, or deploy one with `npm run up`\.$/,
    ));

  it("names a state that is not there", () =>
    assert.rejects(
      reviewReport({ sandbox: noSandbox, againstState: join(folder, "none.json") }),
      /^Error: --against-state .*none\.json cannot be read \(there is no such file or folder\); write it with `pulumi stack export --file .*none\.json`/,
    ));

  it("names a state that is no JSON", () => {
    const file = join(folder, "text.json");
    writeFileSync(file, "no state");
    return assert.rejects(
      reviewReport({ sandbox: noSandbox, againstState: file }),
      /^Error: --against-state .*text\.json cannot be read \(it is no JSON\)/,
    );
  });

  it("does not compare two stacks", () => {
    const file = join(folder, "staging.json");
    writeFileSync(file, JSON.stringify(STATE));
    return assert.rejects(
      reviewReport({ sandbox: noSandbox, againstState: file, stack: "production" }),
      /^Error: --against-state .* is the state of the stack staging, not of production; leave --stack out, or export the other stack\.$/,
    );
  });
});
