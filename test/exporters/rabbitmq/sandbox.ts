/** What the sandbox makes up of a broker: its address stands in its secret. */
import type { SandboxSide } from "../../../exporters/kind";
import type { BrokerConfig } from "./config";

export const sandbox: SandboxSide<BrokerConfig> = {
  secretValues: (_broker, placeholderHost) => ({ host: placeholderHost }),
};
