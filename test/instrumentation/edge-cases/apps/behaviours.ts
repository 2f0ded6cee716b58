/** What handlers do with Node's own request and response, the same below every framework. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Waiting } from "./waiting";

/** A handler below the framework. */
export type Behaviour = (request: IncomingMessage, response: ServerResponse, waiting: Waiting) => void;

/** How long handlers wait that wait for time only. Milliseconds. */
export const SLOW = 150;

/** How long a socket may be idle where a handler says so. Milliseconds. */
const IDLE = 60;

/** Never answers. */
export const hangs: Behaviour = (_request, _response, waiting) => waiting.enter();

/** Answers a part and never the rest. */
export const beginsAndHangs: Behaviour = (_request, response, waiting) => {
  response.writeHead(200).write("part", () => waiting.enter());
};

/** Answers when the client has gone: nobody gets it. */
export const answersTheGone: Behaviour = (request, response, waiting) => {
  request.socket.once("close", () => response.end("late"));
  waiting.enter();
};

/** Answers when the client has sent its last byte. */
export const readsBody: Behaviour = (request, response, waiting) => {
  request.once("data", () => waiting.enter());
  request.resume().on("end", () => response.writeHead(201).end("read"));
};

/** Answers without having read the body. */
export const refusesBody: Behaviour = (_request, response) => {
  response.writeHead(413, { Connection: "close" }).end("too large");
};

/** Answers after a while. */
export const delays: Behaviour = (_request, response) => {
  setTimeout(() => response.end("slow"), SLOW);
};

/** Answers in parts, one after the other. */
export const drips: Behaviour = (_request, response) => {
  response.writeHead(200);
  const parts = setInterval(() => response.write("part"), SLOW / 5);
  setTimeout(() => {
    clearInterval(parts);
    response.end();
  }, SLOW);
};

/** Breaks off in the middle of its answer, as a stream does whose source fails. */
export const breaksOff: Behaviour = (_request, response) => {
  response
    .writeHead(200, { "Content-Length": "100" })
    .write("part", () => response.destroy(new Error("The source failed.")));
};

/** Hangs up without an answer. */
export const hangsUp: Behaviour = (request) => request.socket.destroy();

/** Sends events for as long as the client listens. */
export const sendsEvents: Behaviour = (_request, response, waiting) => {
  response.writeHead(200, { "Content-Type": "text/event-stream" }).write("data: first\n\n", () => waiting.enter());
};

/** Sends two events and ends. */
export const endsEvents: Behaviour = (_request, response) => {
  response.setHeader("Content-Type", "text/event-stream; charset=utf-8");
  response.write("data: first\n\n");
  setTimeout(() => response.end("data: last\n\n"), SLOW);
};

/** Breaks off in the middle of its events. */
export const breaksOffEvents: Behaviour = (_request, response) => {
  response
    .writeHead(200, { "Content-Type": "text/event-stream" })
    .write("data: first\n\n", () => response.destroy(new Error("The source failed.")));
};

/** Sends more than the buffers of both sides take. */
export const sendsMuch: Behaviour = (_request, response, waiting) => {
  response.writeHead(200).end(Buffer.alloc(64_000_000));
  waiting.enter();
};

/** Answers and closes the connection, whatever else was asked on it. */
export const closesConnection: Behaviour = (_request, response) => {
  response.writeHead(200, { Connection: "close" }).end("bye");
};

/** Answers 503 when its own patience is over. */
export const givesUp: Behaviour = (_request, response) => {
  response.setTimeout(IDLE, () => response.writeHead(503).end("timed out"));
};

/** Has the server hang up when its socket was idle for too long. */
export const idles: Behaviour = (request) => {
  request.socket.setTimeout(IDLE);
};

/** The same in the middle of an answer that nobody takes. */
export const idlesFull: Behaviour = (request, response, waiting) => {
  request.socket.setTimeout(IDLE);
  sendsMuch(request, response, waiting);
};

/** Sends hints before its answer. */
export const hints: Behaviour = (_request, response) => {
  response.writeEarlyHints({ link: "</style.css>; rel=preload; as=style" });
  response.writeProcessing();
  response.end("hinted");
};

/** Ends twice. */
export const endsTwice: Behaviour = (_request, response) => {
  response.end("first");
  response.end();
};

/** Answers with trailers. */
export const trails: Behaviour = (_request, response) => {
  response.writeHead(200, { Trailer: "X-Sum" });
  response.write("part");
  response.addTrailers({ "X-Sum": "1" });
  response.end();
};

/** Takes over the connection for another protocol. */
export const switches: Behaviour = (request, _response, waiting) => {
  request.socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\nhello", () =>
    waiting.enter(),
  );
};

/** Answers while the machine's clock is set back by an hour, as it is when it was wrong. */
export const setsClockBack: Behaviour = (_request, response) => {
  const now = Date.now;
  Date.now = () => now() - 3_600_000;
  response.once("close", () => setTimeout(() => (Date.now = now), 5));
  response.end("earlier");
};

/** What GET of a path does, below every framework. */
export const byPath: Readonly<Record<string, Behaviour>> = {
  "/begins/:id": beginsAndHangs,
  "/answers-the-gone/:id": answersTheGone,
  "/delays/:id": delays,
  "/drips/:id": drips,
  "/breaks-off/:id": breaksOff,
  "/hangs-up/:id": hangsUp,
  "/events/:topic": sendsEvents,
  "/events-end/:topic": endsEvents,
  "/gives-up/:id": givesUp,
  "/idles/:id": idles,
  "/idles-full/:id": idlesFull,
  "/hints/:id": hints,
  "/ends-twice/:id": endsTwice,
  "/trails/:id": trails,
  "/clock/:id": setsClockBack,
  "/events-break/:topic": breaksOffEvents,
  "/large/:id": sendsMuch,
  "/closes/:id": closesConnection,
};
