/** The production stack, deployed and protected. What is left of it when it is destroyed: production.lifecycle.test.ts. */
import { commandChecks, takenDownChecks } from "./checks/commands";
import { protectedChecks } from "./checks/destroy";
import { leakChecks } from "./checks/leaks";
import { podChecks } from "./checks/pods";
import { policyChecks } from "./checks/policies";
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
  describe("its policies", () => policyChecks(stack));
  describe("its pods", () => podChecks(stack));
  describe("its scraping", () => scrapingChecks(stack));
  describe("its routing", () => routingChecks(stack));
  describe("its secrets", () => leakChecks(stack));
  describe("protected", () => protectedChecks(stack));
  describe("taken down by the command", () => takenDownChecks(stack));
});
