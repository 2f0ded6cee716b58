/** What does not go together in what the stack file says of a broker. */
import { problem, type Problem } from "../../../config/fields/problem";
import type { BrokerConfig } from "./config";

/** RabbitMQ's port for TLS. */
const TLS_PORT = 15671;

export function combinations({ port, tls }: BrokerConfig, path: string): readonly Problem[] {
  if (tls || port !== TLS_PORT) return [];
  return [
    problem(
      [`${path}.port`, `${path}.tls`],
      ([key, of]) => `${key} is ${port} with ${of} false; it must be another port, since that one takes TLS.`,
    ),
  ];
}
