/** What the policies say of a stack while it is deployed. */
import assert from "node:assert/strict";
import type { DeployedStack } from "../deployed-stack";

/** Registers the check. */
export function policyChecks(get: () => DeployedStack): void {
  it("pass, without advice", () => {
    const output = get().log.join("\n");
    assert.match(output, /Policies:\n +✅ qualisys-monitoring@v1\.0\.0/);
    assert.doesNotMatch(output, /\[advisory\]/);
  });
}
