/** What the exporter is given about its broker. */
import { requiredField } from "../../../config/fields/secret-fields";
import { serverAddress } from "../../../exporters/addresses";
import type { CredentialsSide } from "../../../exporters/kind";
import type { BrokerConfig } from "./config";

/** Keys of the exporter's Secret. */
export const secretKeys = { address: "address", username: "username", password: "password" } as const;

export const credentials: CredentialsSide<BrokerConfig> = {
  asked: ({ credentials: id }) => ({
    id,
    fields: [
      { key: "host", kind: "host" },
      { key: "password", kind: "text" },
      { key: "username", kind: "userName" },
    ],
  }),
  keys: () => Object.values(secretKeys),
  data: ({ port, tls }, text = "") => ({
    [secretKeys.address]: serverAddress(tls ? "https" : "http", { host: requiredField(text, "host", "host"), port })
      .origin,
    [secretKeys.username]: requiredField(text, "username", "userName"),
    [secretKeys.password]: requiredField(text, "password", "text"),
  }),
};
