/** How a request ended, as its response shows when it is closed. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { noteOn, type Note } from "./note";
import type { RawRequest, RawResponse } from "./raw";

/** Clients that were gone before the response was sent have the status that nginx gives them. */
export const CLIENT_CLOSED_REQUEST = 499;
export const SWITCHING_PROTOCOLS = 101;

/** What the system says where the other side is gone. */
const GONE: ReadonlySet<string | undefined> = new Set(["ECONNRESET", "EPIPE", "ECONNABORTED", "ETIMEDOUT"]);

/** Of RFC 9113. Taken from node:http2, it would load all of that for services that don't use it. */
const HTTP2_INTERNAL_ERROR = 2;

/** What requests and responses of HTTP/2 have, and those of HTTP/1 don't. */
interface Streamed {
  readonly stream?: { readonly rstCode?: number };
}

export interface Outcome {
  readonly status: number;
  /** Whether its time is one that a user waited for. That of a stream or of an upgraded connection is how long somebody stayed. */
  readonly timed: boolean;
}

/**
 * Says that a response is one that lasts: a long poll, a download of gigabytes, a feed of the application's own. It is counted
 * but not timed, as `text/event-stream` is without being told. In Fastify: `markStream(reply.raw)`.
 */
export function markStream(response: RawResponse): void {
  noteOn(response).isStream = true;
}

/** The outcome of a request whose response is closed. */
export function outcome(request: IncomingMessage, response: ServerResponse, note: Note): Outcome {
  const stream = note.isStream || isEventStream(response);
  if (isComplete(request, response)) return { status: response.statusCode, timed: !stream };
  if (!response.headersSent && isUpgrade(request)) return { status: SWITCHING_PROTOCOLS, timed: false };
  const broken = brokenBy(request, response);
  // Nobody reads a feed to its end: leaving is how it ends.
  return { status: stream && broken === CLIENT_CLOSED_REQUEST ? response.statusCode : broken, timed: !stream };
}

/**
 * Whether a request came as an upgrade, through the server's event: what it waits for is a connection, and no response. Where it is
 * made up by hand, as by `injectWS`, only its headers say so.
 */
export function isUpgrade(request: RawRequest): boolean {
  if ((request as { upgrade?: boolean }).upgrade === true) return true;
  return (request.socket as unknown) === undefined && request.headers?.upgrade !== undefined;
}

function isEventStream(response: ServerResponse): boolean {
  const type = response.getHeader("content-type");
  if (type !== undefined) return typeof type === "string" && type.startsWith("text/event-stream");
  // Headers that are given to `writeHead` alone are nowhere but in the text that was sent.
  const head = (response as { _header?: unknown })._header;
  return typeof head === "string" && /\r\ncontent-type: *text\/event-stream/i.test(head);
}

/**
 * Whether all of the response was handed to the system, to a client that had sent all of its request. Over HTTP/2 that is so
 * where its stream was not reset, whatever the response says; without a connection (Fastify's `inject`) where it ended.
 */
function isComplete(request: IncomingMessage, response: ServerResponse): boolean {
  // Asked of the request, which has it: what an object has not is looked for in all its prototypes, and Express makes it many.
  if (request.httpVersionMajor === 2) return (response as Streamed).stream?.rstCode === 0;
  const { socket } = request;
  if (!(socket instanceof Socket)) return response.writableEnded;
  // Bytes that were thrown away with a socket count as sent: for a response whose client stopped reading and left, and for one
  // to a client that left while it sent its body. (A socket without an error may be closed too: after an answer, by an error that
  // came later.)
  return (
    response.writableFinished && socket.errored === null && !request.aborted && !(socket.destroyed && hasUnsent(socket))
  );
}

/**
 * Whether a destroyed socket took bytes with it that the system had not: the server lost its patience with a client that does not
 * read, or closed. Only the number that Node keeps of them for its time-outs tells.
 */
function hasUnsent(socket: Socket): boolean {
  const key = Object.getOwnPropertySymbols(socket).find(({ description }) => description === "lastWriteQueueSize");
  return key !== undefined && Number((socket as unknown as Record<symbol, unknown>)[key]) > 0;
}

/**
 * The status of a request that broke off: 499 where the client left, 408 where it took too long to send its request, 400 where
 * what it sent is no HTTP. Otherwise this side closed the connection without an answer: an error after the headers, a time-out,
 * a destroyed socket. What the client got is no success, whatever the headers said: 500.
 */
function brokenBy(request: IncomingMessage, response: ServerResponse): number {
  const { stream } = request as Streamed;
  if (stream !== undefined) return stream.rstCode === HTTP2_INTERNAL_ERROR ? 500 : CLIENT_CLOSED_REQUEST;
  // It never had its turn, behind a pipelined one after which the connection was closed.
  if (response.socket === null && !response.writableFinished) return CLIENT_CLOSED_REQUEST;
  const socket = request.socket as Socket | undefined;
  if (socket === undefined) return CLIENT_CLOSED_REQUEST;
  const code = (socket.errored as NodeJS.ErrnoException | null)?.code;
  if (socket.readableEnded || GONE.has(code)) return CLIENT_CLOSED_REQUEST;
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") return 408;
  return code?.startsWith("HPE_") === true ? 400 : 500;
}
