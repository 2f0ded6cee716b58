/** Handlers that Node.js, Express and Fastify can call alike. */
import type { IncomingMessage, ServerResponse } from "node:http";

/** For `http.createServer`, `app.get` of Express and `app.get` of Fastify. */
export type Handler = (request: unknown, response: unknown) => Promise<void>;

export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** A handler that gives an answer. Fastify's reply steps aside for it, so that no plugin changes what is sent. */
export function handler(answer: (request: IncomingMessage) => Promise<Answer>): Handler {
  return async (request, response) => {
    const reply = response as { raw?: ServerResponse; hijack?: () => void };
    reply.hijack?.();
    const raw = reply.raw ?? (response as ServerResponse);
    const { status, contentType, body } = await answer(request as IncomingMessage);
    raw.writeHead(status, {
      "content-type": contentType,
      "content-length": Buffer.byteLength(body),
      "cache-control": "no-store",
    });
    raw.end(body);
  };
}
