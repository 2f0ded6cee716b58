/** Where the program begins: nothing is registered before configuration and secrets are known to be usable. */
import { setImmediate } from "node:timers/promises";
import { readSecrets } from "./components/credentials/secrets-manager";
import { loadConfig } from "./config/load";

/** Declares the stack and returns its outputs. */
export = async () => {
  const config = loadConfig();
  const [secrets, { declareStack }] = await Promise.all([readSecrets(config), loadStack()]);
  return declareStack(config, secrets);
};

/** Loads the components while AWS answers: the requests leave first, for loading holds everything else up. */
async function loadStack() {
  await setImmediate();
  return require("./stack") as typeof import("./stack");
}
