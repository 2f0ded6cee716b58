/** The production stack, changed, destroyed and deployed again: its volumes outlive it. */
import { retainedVolumeChecks } from "./checks/destroy";
import { engineChecks } from "./checks/engine";
import { deployStack, removeStack, type DeployedStack } from "./deployed-stack";

describe("the stack production, from its deployment to the next one", function () {
  this.timeout(240_000);
  let deployed: DeployedStack | undefined;
  const stack = () => deployed as DeployedStack;
  before(async () => (deployed = await deployStack("production")));
  after(() => removeStack(deployed));

  describe("for the engine", () => engineChecks(stack));
  describe("when it is destroyed", () => retainedVolumeChecks(stack));
});
