/** The tools of the tests on routing. */
import { ensureTools, type ToolName, type Tools } from "../../../sandbox/tools";

/** Finds the tools, or builds them, which takes minutes: for a `before` hook, outside the time of a test. */
export async function preparedTools(this: Mocha.Context, names: readonly ToolName[]): Promise<Tools> {
  this.timeout("60m");
  return ensureTools(names);
}
