/** Endpoints that are no server themselves: what stands between an exporter and its servers. */
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { LOOPBACK } from "../../../sandbox/cluster/ports";
import type { Lab } from "./lab";

/** An endpoint that hands each connection to the next of some servers in turn, as a cluster's or reader's endpoint may. */
export async function alternatingEndpoint(lab: Lab, ports: readonly number[]): Promise<number> {
  let next = 0;
  return listen(lab, (client) => {
    const server = connect(ports[next++ % ports.length] ?? 0, LOOPBACK);
    client.pipe(server).pipe(client);
    for (const socket of [client, server]) {
      socket.on("error", () => undefined);
      socket.on("close", () => {
        client.destroy();
        server.destroy();
      });
    }
  });
}

/**
 * An endpoint of PostgreSQL that refuses a client's startup parameters, as PgBouncer does with those that it does not know.
 * An imitation: it speaks no TLS and lets nobody in.
 */
export async function refusingStartup(lab: Lab): Promise<number> {
  return listen(lab, (client) => {
    client.on("error", () => undefined);
    client.once("data", () => client.end(fatal("08P01", "unsupported startup parameter: extra_float_digits")));
  });
}

/** An ErrorResponse of PostgreSQL's protocol: its kind, its length, and its fields. */
function fatal(code: string, message: string): Buffer {
  const fields = Buffer.from(`SFATAL\0C${code}\0M${message}\0\0`);
  const head = Buffer.from("E\0\0\0\0");
  head.writeInt32BE(4 + fields.length, 1);
  return Buffer.concat([head, fields]);
}

async function listen(lab: Lab, take: (client: Socket) => void): Promise<number> {
  const clients = new Set<Socket>();
  const server: Server = createServer((client) => {
    clients.add(client);
    client.on("close", () => clients.delete(client));
    take(client);
  });
  server.listen(0, LOOPBACK);
  await once(server, "listening");
  lab.ending(() => {
    server.close();
    for (const client of clients) client.destroy();
  });
  return (server.address() as AddressInfo).port;
}
