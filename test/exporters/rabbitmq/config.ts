/** What the stack file says of a broker. */
import { z } from "zod";
import { objectName, port } from "../../../config/fields/grammar";
import { secretId } from "../../../config/fields/common";

const item = z.strictObject({
  name: objectName.describe("Name of the broker in labels").meta({ examples: ["events"] }),
  credentials: secretId
    .describe("Name or ARN of a JSON secret with host, username and password")
    .meta({ examples: ["qualisys/staging/rabbitmq"] }),
  port: port
    .default(15671)
    .describe("Port of the management interface")
    .meta({ examples: [15671] }),
  tls: z
    .boolean()
    .default(true)
    .describe("https:// (true) or http:// (false)")
    .meta({ examples: [true] }),
});
export type BrokerConfig = z.infer<typeof item>;

export const config = { key: "brokers", item, description: "Brokers of RabbitMQ; one exporter each" } as const;
