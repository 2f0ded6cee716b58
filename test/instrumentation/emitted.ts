/** Requests that no parser has seen: with any method and any URL, and many of them in a second. */
import { IncomingMessage, ServerResponse, type RequestListener } from "node:http";
import type { Socket } from "node:net";
import { Duplex } from "node:stream";

/** Takes everything and says nothing. */
class Nowhere extends Duplex {
  override _read(): void {}
  override _write(_chunk: unknown, _encoding: string, done: () => void): void {
    done();
  }
}

/** The outcome of an emitted request. */
export interface Answered {
  readonly status: number;
  readonly request: IncomingMessage;
}

/** Hands a request to a server's listener; resolves when its response is closed, as Node closes it. */
export function emit(listener: RequestListener, method: string, url: string): Promise<Answered> {
  const nowhere = new Nowhere() as unknown as Socket;
  const request = Object.assign(new IncomingMessage(nowhere), {
    method,
    url,
    httpVersionMajor: 1,
    httpVersionMinor: 1,
    httpVersion: "1.1",
    complete: true,
  });
  request.headers = { host: "localhost" };
  request.push(null);
  const response = new ServerResponse(request);
  response.assignSocket(nowhere);
  return new Promise((resolve) => {
    response.once("finish", () => {
      response.detachSocket(nowhere);
      process.nextTick(() => {
        response.emit("close");
        resolve({ status: response.statusCode, request });
      });
    });
    listener(request, response);
  });
}
