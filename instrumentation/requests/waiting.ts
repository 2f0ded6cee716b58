/** Requests that wait for their turn on a connection, behind a pipelined one. */
import type { Socket } from "node:net";

/** One listener for each connection: a client that pipelines can send any number of requests on it. */
const waiting = new WeakMap<Socket, Set<() => void>>();

/**
 * Calls back when a connection closes. The function that is returned takes the callback back.
 */
export function whenClosed(socket: Socket, callback: () => void): () => void {
  const callbacks = waiting.get(socket) ?? listened(socket);
  callbacks.add(callback);
  return () => void callbacks.delete(callback);
}

function listened(socket: Socket): Set<() => void> {
  const callbacks = new Set<() => void>();
  socket.once("close", () => {
    waiting.delete(socket);
    for (const callback of callbacks) callback();
  });
  waiting.set(socket, callbacks);
  return callbacks;
}
