/** Where the program begins: nothing is registered before configuration and secrets are known to be usable. */
import { readSecrets } from "./components/credentials/secrets-manager";
import { loadConfig } from "./config/load";
import { declareStack } from "./stack";

/** Declares the stack and returns its outputs. */
export = async () => {
  const config = loadConfig();
  return declareStack(config, await readSecrets(config));
};
