/** The production stack, deployed and taken apart: protected, and with volumes that outlive it. */
import { engineChecks } from "./checks/engine";
import { commandChecks, takenDownChecks } from "./checks/commands";
import { protectedDestroyChecks } from "./checks/destroy";
import { leakChecks } from "./checks/leaks";
import { podChecks } from "./checks/pods";
import { routingChecks } from "./checks/routing";
import { scrapingChecks } from "./checks/scraping";
import { deployStack, removeStack, type DeployedStack } from "./deployed-stack";

describe("the stack production", function () {
  this.timeout(240_000);
  let deployed: DeployedStack | undefined;
  const stack = () => deployed as DeployedStack;
  before(async () => (deployed = await deployStack("production")));
  after(() => removeStack(deployed));

  describe("by the commands", () => commandChecks(stack));
  describe("for the engine", () => engineChecks(stack));
  describe("its pods", () => podChecks(stack));
  describe("its scraping", () => scrapingChecks(stack));
  describe("its routing", () => routingChecks(stack));
  describe("its secrets", () => leakChecks(stack));
  describe("when it is destroyed", () => protectedDestroyChecks(stack));
  describe("taken down by the command", () => takenDownChecks(stack));
});
