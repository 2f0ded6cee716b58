/** The servers that an application of the fixture stands behind. */
import { once } from "node:events";
import { createServer, ServerResponse, type RequestListener, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Servers } from "../client";
import type { ServerName } from "../script";
import type { Waiting } from "./waiting";

/** Time-outs of the impatient server. Milliseconds. */
const impatient = { headersTimeout: 100, requestTimeout: 200, connectionsCheckingInterval: 25, keepAliveTimeout: 50 };

/** Servers that can be stopped. */
export interface RunningServers extends Servers {
  close(): Promise<void>;
}

/** Starts the servers; `application` is a function (request, response) as Node wants it, and `plain` its own server where it has one. */
export async function startServers(
  application: RequestListener,
  waiting: Waiting,
  plain = createServer(application),
): Promise<RunningServers> {
  const servers: Record<ServerName, Server> = {
    plain,
    impatient: createServer(impatient, application),
    upgrading: upgradingServer(application, waiting),
    "half-open": Object.assign(createServer(application), { httpAllowHalfOpen: true }),
  };
  const ports: Partial<Record<ServerName, number>> = {};
  for (const [name, server] of Object.entries(servers)) {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    ports[name as ServerName] = (server.address() as AddressInfo).port;
  }
  return {
    ports: ports as Record<ServerName, number>,
    entered: () => waiting.count,
    close: async () => {
      for (const server of Object.values(servers)) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
}

/**
 * Takes upgrades in the two ways that are in use: below `/sockets` the application routes them, as express-ws and
 * @fastify/websocket have it do (below `/dummies` with a response that has no connection, as older ones do); elsewhere the application never sees them, as with ws or socket.io on the server.
 */
function upgradingServer(application: RequestListener, waiting: Waiting): Server {
  const sockets = new Set<Socket>();
  const server = createServer(application);
  server.on("connection", (socket) => sockets.add(socket.once("close", () => sockets.delete(socket))));
  server.on("upgrade", (request, socket: Socket) => {
    // Nobody else reads what the client sends, its end included.
    socket
      .resume()
      .on("end", () => socket.end())
      .on("error", () => undefined);
    if (request.url?.startsWith("/sockets")) {
      const response = new ServerResponse(request);
      response.assignSocket(socket);
      application(request, response);
    } else if (request.url?.startsWith("/dummies")) {
      application(request, new ServerResponse(request));
    } else {
      socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\nhello", () =>
        waiting.enter(),
      );
    }
  });
  // Connections that were upgraded are none of the server's any more.
  const closeAll = server.closeAllConnections.bind(server);
  server.closeAllConnections = () => {
    closeAll();
    for (const socket of sockets) socket.destroy();
  };
  return server;
}
