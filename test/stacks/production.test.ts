/** The production stack, deployed and taken apart: protected, and with volumes that outlive it. */
import { engineChecks } from "./checks/engine";
import { protectedDestroyChecks } from "./checks/destroy";
import { deployStack, removeStack, type DeployedStack } from "./deployed-stack";

describe("the stack production", function () {
  this.timeout(240_000);
  let deployed: DeployedStack | undefined;
  const stack = () => deployed as DeployedStack;
  before(async () => (deployed = await deployStack("production")));
  after(() => removeStack(deployed));

  describe("for the engine", () => engineChecks(stack));
  describe("when it is destroyed", () => protectedDestroyChecks(stack));
});
