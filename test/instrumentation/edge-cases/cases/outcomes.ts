/** How requests end: abandoned, timed out, streamed, failed midway. */
import { counted, unobserved, type EdgeCase, type Framework } from "../edge-case";
import {
  abandoned,
  answers,
  close,
  closed,
  connection,
  entered,
  get,
  on,
  raw,
  request,
  reset,
  stopReading,
  text,
  together,
  wait,
  write,
} from "../script";

const express: readonly Framework[] = ["express4", "express5"];
const fastify: readonly Framework[] = ["fastify5"];

const aborts: readonly EdgeCase[] = [
  {
    subject: "aborts",
    name: "counts a request whose client goes away before the answer as 499",
    script: abandoned("GET", "/hangs/1"),
    expect: [counted("GET /hangs/:id 499")],
  },
  {
    subject: "aborts",
    name: "counts it the same where the client closes in good order",
    script: connection(write("GET", "/hangs/1"), entered(), close),
    expect: [counted("GET /hangs/:id 499")],
  },
  {
    subject: "aborts",
    name: "counts a client that goes away in the middle of the answer as 499",
    script: connection(write("GET", "/begins/1"), entered(), text("part"), reset),
    answers: [200],
    expect: [counted("GET /begins/:id 499")],
  },
  {
    subject: "aborts",
    name: "counts once what is answered after the client has gone",
    script: abandoned("GET", "/answers-the-gone/1"),
    expect: [counted("GET /answers-the-gone/:id 499")],
  },
  {
    subject: "aborts",
    name: "counts a client that goes away in the middle of its body as 499",
    script: connection(
      raw("POST /reads/1 HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\npart", "POST"),
      entered(),
      reset,
    ),
    expect: [counted("POST /reads/:id 499")],
  },
  {
    subject: "aborts",
    name: "counts a client that goes away while a parser waits for its body as 499 and unmatched",
    on: express,
    script: connection(
      raw("POST /json/1 HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 40\r\n\r\n{", "POST"),
      entered(),
      reset,
    ),
    expect: [counted("POST unmatched 499")],
  },
  {
    subject: "aborts",
    name: "counts a client that goes away while a parser waits for its body as 499",
    on: fastify,
    script: connection(
      raw(
        "POST /parses/1 HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 40\r\n\r\n{",
        "POST",
      ),
      entered(),
      reset,
    ),
    expect: [counted("POST /parses/:id 499")],
  },
  {
    subject: "aborts",
    name: "counts an answer that is complete here and not there as 499",
    script: connection(stopReading, write("GET", "/large/1"), entered(), wait(20), reset),
    answers: [],
    expect: [counted("GET /large/:id 499")],
  },
  {
    subject: "aborts",
    name: "counts several clients that go away at once, each once",
    script: together(...[1, 2, 3].map((id) => connection(write("GET", `/hangs/${id}`), entered(3), reset))),
    expect: [counted("GET /hangs/:id 499", { times: 3 })],
  },
  {
    subject: "aborts",
    name: "counts abandoned requests of other methods with theirs",
    script: [
      ...abandoned("POST", "/hangs/1", { body: "x", headers: { "Content-Type": "text/plain" } }),
      ...abandoned("HEAD", "/hangs/1"),
    ],
    on: express,
    expect: [counted("POST /hangs/:id 499"), counted("HEAD /hangs/:id 499")],
  },
  {
    subject: "aborts",
    name: "counts abandoned requests of other methods with theirs",
    script: [...abandoned("DELETE", "/hangs/1"), ...abandoned("HEAD", "/hangs/1")],
    on: fastify,
    expect: [counted("DELETE /hangs/:id 499"), counted("HEAD /hangs/:id 499")],
  },
  {
    subject: "aborts",
    name: "has the path of the mount whose guard is left",
    on: express,
    script: abandoned("GET", "/guard-hangs/1"),
    expect: [counted("GET /guard-hangs 499")],
  },
  {
    subject: "aborts",
    name: "has the route of what is abandoned in a hook",
    on: fastify,
    script: abandoned("GET", "/guard-hangs/1"),
    expect: [counted("GET /guard-hangs/:id 499")],
  },
  {
    subject: "aborts",
    name: "counts a handler's promise that nobody waits for as 499",
    on: fastify,
    script: abandoned("GET", "/hangs-promised/1"),
    expect: [counted("GET /hangs-promised/:id 499")],
  },
  {
    subject: "aborts",
    name: "counts what was answered as answered, though the client goes away at once",
    script: connection(write("GET", "/users/1"), answers(1), reset),
    expect: [counted("GET /users/:id 200")],
  },
  {
    subject: "aborts",
    name: "keeps apart the answered and the abandoned request of a connection",
    script: connection(write("GET", "/users/1"), answers(1), write("GET", "/hangs/1"), entered(), reset),
    expect: [counted("GET /users/:id 200"), counted("GET /hangs/:id 499")],
  },
];

const timeouts: readonly EdgeCase[] = [
  {
    subject: "time-outs",
    name: "has the status of a handler that gives up",
    script: get("/gives-up/1"),
    expect: [counted("GET /gives-up/:id 503", { seconds: [0.05, 2] })],
  },
  {
    subject: "time-outs",
    name: "has the status of a handler that the framework gives up on",
    on: fastify,
    script: get("/over-time/1"),
    expect: [counted("GET /over-time/:id 503", { seconds: [0.05, 2] })],
  },
  {
    subject: "time-outs",
    name: "counts what the server hangs up on for being idle as 500: the client gets no answer",
    script: connection(write("GET", "/idles/1"), closed),
    answers: [],
    expect: [counted("GET /idles/:id 500", { seconds: [0.05, 2] })],
  },
  {
    subject: "time-outs",
    name: "counts what the server hangs up on in the middle of an answer that its client does not read as 500",
    script: connection(stopReading, write("GET", "/idles-full/1"), entered(), wait(400), close),
    answers: [],
    expect: [counted("GET /idles-full/:id 500", { seconds: [0.05, 0.39] })],
  },
  {
    subject: "time-outs",
    name: "counts a body that takes too long as 408, which is what the client is answered",
    script: on(
      "impatient",
      raw("POST /reads/1 HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\npart", "POST"),
      closed,
    ),
    expect: [counted("POST /reads/:id 408")],
  },
  {
    subject: "time-outs",
    name: "counts nothing for headers that take too long: no application sees them",
    script: on("impatient", raw("GET /users/1 HTTP/1.1\r\nHost: x\r\nX-Slow:", "GET"), closed),
    answers: [408],
    expect: [],
  },
  {
    subject: "time-outs",
    name: "counts an idle connection that is closed once, as what it was",
    script: on("impatient", write("GET", "/users/1"), answers(1), closed),
    expect: [counted("GET /users/:id 200")],
  },
];

const streams: readonly EdgeCase[] = [
  {
    subject: "streaming",
    name: "counts a stream once, with the time to its last byte",
    script: get("/drips/1"),
    expect: [counted("GET /drips/:id 200", { seconds: [0.12, 2] })],
  },
  {
    subject: "streaming",
    name: "counts a piped answer once",
    script: get("/pipes/1"),
    expect: [counted("GET /pipes/:id 200")],
  },
  {
    subject: "streaming",
    name: "counts an answer with trailers once",
    script: get("/trails/1"),
    expect: [counted("GET /trails/:id 200")],
  },
  {
    subject: "streaming",
    name: "counts a part of a file with its status",
    on: express,
    script: [
      ...get("/ranges/1"),
      ...request("GET", "/ranges/1", { headers: { Range: "bytes=2-5" } }),
      ...request("GET", "/ranges/1", { headers: { Range: "bytes=900-" } }),
    ],
    expect: [counted("GET /ranges/:id 200"), counted("GET /ranges/:id 206"), counted("GET /ranges/:id 416")],
  },
  {
    subject: "server-sent events",
    name: "counts a listener that goes, and keeps it out of the latency",
    script: connection(write("GET", "/events/prices"), entered(), text("data: first"), close),
    answers: [200],
    expect: [unobserved("GET /events/:topic 200")],
  },
  {
    subject: "server-sent events",
    name: "counts events that end, and keeps them out of the latency",
    script: get("/events-end/prices"),
    expect: [unobserved("GET /events-end/:topic 200")],
  },
  {
    subject: "server-sent events",
    name: "counts every listener of a topic",
    script: together(
      ...[1, 2].map(() => connection(write("GET", "/events/prices"), entered(2), text("data: first"), reset)),
    ),
    answers: [200, 200],
    expect: [{ ...unobserved("GET /events/:topic 200"), times: 2 }],
  },
  {
    subject: "server-sent events",
    name: "counts events that break off as 500, and keeps them out of the latency",
    script: connection(write("GET", "/events-break/prices"), closed),
    answers: [200],
    expect: [unobserved("GET /events-break/:topic 500")],
  },
];

const upgrade = { Connection: "Upgrade", Upgrade: "echo" };

const upgrades: readonly EdgeCase[] = [
  {
    subject: "upgrades",
    name: "counts an upgrade that the application routes as 101, and keeps it out of the latency",
    script: on("upgrading", write("GET", "/sockets/lobby", { headers: upgrade }), entered(), text("hello"), close),
    answers: [101],
    expect: [unobserved("GET /sockets/:room 101")],
  },
  {
    subject: "upgrades",
    name: "counts an upgrade whose response has no connection as 101",
    script: on("upgrading", write("GET", "/dummies/lobby", { headers: upgrade }), entered(), text("hello"), close),
    answers: [101],
    expect: [unobserved("GET /dummies/:room 101")],
  },
  {
    subject: "upgrades",
    name: "counts an upgrade that the application refuses as any answer",
    script: on("upgrading", write("GET", "/sockets/refused/lobby", { headers: upgrade }), answers(1), close),
    expect: [counted("GET /sockets/refused/:room 403")],
  },
  {
    subject: "upgrades",
    name: "counts nothing for an upgrade that the application never sees",
    script: on("upgrading", write("GET", "/elsewhere", { headers: upgrade }), entered(), text("hello"), close),
    answers: [101],
    expect: [],
  },
  {
    subject: "upgrades",
    name: "counts an offer to upgrade that nobody takes as the request that it is",
    script: request("GET", "/users/1", {
      headers: { Connection: "Upgrade, HTTP2-Settings", Upgrade: "h2c", "HTTP2-Settings": "AAMAAABk" },
    }),
    expect: [counted("GET /users/:id 200")],
  },
];

const late: readonly EdgeCase[] = [
  {
    subject: "errors after the headers",
    name: "counts an error after the headers as 500, though the client saw 200",
    script: connection(write("GET", "/throws-late/1"), closed),
    answers: [200],
    expect: [counted("GET /throws-late/:id 500")],
  },
  {
    subject: "errors after the headers",
    name: "counts a throw after the headers as 500",
    on: express,
    script: connection(write("GET", "/throws-late-below"), closed),
    answers: [],
    expect: [counted("GET /throws-late-below 500")],
  },
  {
    subject: "errors after the headers",
    name: "counts a stream that fails in the middle as 500",
    on: fastify,
    script: connection(write("GET", "/streams-late-error/1"), closed),
    answers: [200],
    expect: [counted("GET /streams-late-error/:id 500")],
  },
  {
    subject: "errors after the headers",
    name: "counts an answer that is broken off by its source as 500",
    script: connection(write("GET", "/breaks-off/1"), closed),
    answers: [200],
    expect: [counted("GET /breaks-off/:id 500")],
  },
  {
    subject: "errors after the headers",
    name: "counts an error after the whole answer as what was answered",
    script: get("/throws-after-answer/1"),
    expect: [counted("GET /throws-after-answer/:id 200")],
  },
  {
    subject: "errors after the headers",
    name: "counts a server that hangs up without an answer as 500",
    script: connection(write("GET", "/hangs-up/1"), closed),
    answers: [],
    expect: [counted("GET /hangs-up/:id 500")],
  },
];

const once: readonly EdgeCase[] = [
  {
    subject: "clock",
    name: "takes a time that a change of the machine's clock does not change",
    script: get("/clock/1"),
    expect: [counted("GET /clock/:id 200", { seconds: [0, 2] })],
  },
  {
    subject: "clock",
    name: "takes the time of the answer",
    script: get("/delays/1"),
    expect: [counted("GET /delays/:id 200", { seconds: [0.14, 2] })],
  },
  {
    subject: "one observation",
    name: "counts an answer that is ended twice once",
    script: get("/ends-twice/1"),
    expect: [counted("GET /ends-twice/:id 200")],
  },
  {
    subject: "one observation",
    name: "counts an answer that is sent twice once",
    script: get("/sends-twice/1"),
    expect: [counted("GET /sends-twice/:id 200")],
  },
  {
    subject: "one observation",
    name: "counts an answer with hints before it once, with its last status",
    script: get("/hints/1"),
    expect: [counted("GET /hints/:id 200")],
  },
  {
    subject: "one observation",
    name: "counts answers without a body",
    script: [...get("/empty/1", "/tagged/1"), ...request("GET", "/tagged/1", { headers: { "If-None-Match": '"1"' } })],
    expect: [counted("GET /empty/:id 204"), counted("GET /tagged/:id 200"), counted("GET /tagged/:id 304")],
  },
  {
    subject: "one observation",
    name: "has statuses that few use",
    script: get("/statuses/207", "/statuses/418", "/statuses/599"),
    expect: [
      counted("GET /statuses/:status 207"),
      counted("GET /statuses/:status 418"),
      counted("GET /statuses/:status 599"),
    ],
  },
];

/** Where the end of the request is the point. */
export const outcomes: readonly EdgeCase[] = [...aborts, ...timeouts, ...streams, ...upgrades, ...late, ...once];
