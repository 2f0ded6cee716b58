/** The staging stack, deployed and taken apart. */
import { engineChecks } from "./checks/engine";
import { destroyChecks } from "./checks/destroy";
import { generatedPasswordChecks } from "./checks/generated-password";
import { leakChecks } from "./checks/leaks";
import { podChecks } from "./checks/pods";
import { policyChecks } from "./checks/policies";
import { reportChecks } from "./checks/report";
import { routingChecks } from "./checks/routing";
import { scrapingChecks } from "./checks/scraping";
import { lostApiServerChecks, occupiedChecks } from "./checks/session";
import { deployStack, removeStack, type DeployedStack } from "./deployed-stack";

describe("the stack staging", function () {
  this.timeout(240_000);
  let deployed: DeployedStack | undefined;
  const stack = () => deployed as DeployedStack;
  before(async () => (deployed = await deployStack("staging")));
  after(() => removeStack(deployed));

  describe("for the engine", () => engineChecks(stack));
  describe("in a sandbox that holds it", () => occupiedChecks(stack));
  describe("for a change report", () => reportChecks(stack));
  describe("with a generated Grafana password", () => generatedPasswordChecks(stack));
  describe("its policies", () => policyChecks(stack));
  describe("its pods", () => podChecks(stack));
  describe("its scraping", () => scrapingChecks(stack));
  describe("its routing", () => routingChecks(stack));
  describe("its secrets", () => leakChecks(stack));
  describe("when it is destroyed", () => destroyChecks(stack));
  describe("without an API server", () => lostApiServerChecks(stack));
});
