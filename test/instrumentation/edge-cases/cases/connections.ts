/** What happens on a connection: pipelining, slow bodies, keep-alive, halves of it, and what is no request. */
import { counted, type EdgeCase, type Framework } from "../edge-case";
import {
  answers,
  bytes,
  close,
  closed,
  connection,
  entered,
  halfClose,
  on,
  raw,
  request,
  reset,
  together,
  wait,
  write,
} from "../script";

const express: readonly Framework[] = ["express4", "express5"];
const fastify: readonly Framework[] = ["fastify5"];

const post = (path: string, length: number): string =>
  `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: ${length}\r\n\r\n`;

const pipelining: readonly EdgeCase[] = [
  {
    subject: "pipelining",
    name: "counts requests that are sent without waiting for answers, each with its route",
    script: connection(
      raw(bytes("GET", "/users/1") + bytes("GET", "/orders/1") + bytes("GET", "/nowhere"), "GET", "GET", "GET"),
      answers(3),
      close,
    ),
    expect: [counted("GET /users/:id 200"), counted("GET /orders/:id 200"), counted("GET unmatched 404")],
  },
  {
    subject: "pipelining",
    name: "keeps the slow and the fast one apart",
    script: connection(raw(bytes("GET", "/delays/1") + bytes("GET", "/users/1"), "GET", "GET"), answers(2), close),
    expect: [counted("GET /delays/:id 200", { seconds: [0.14, 2] }), counted("GET /users/:id 200")],
  },
  {
    subject: "pipelining",
    name: "counts all of them as 499 when the client goes away before the first is answered",
    script: connection(
      raw(bytes("GET", "/hangs/1") + bytes("GET", "/hangs/2") + bytes("GET", "/users/1"), "GET", "GET", "GET"),
      entered(2),
      reset,
    ),
    expect: [counted("GET /hangs/:id 499", { times: 2 }), counted("GET /users/:id 499")],
  },
  {
    subject: "pipelining",
    name: "counts those before the client went away as answered",
    script: connection(
      raw(bytes("GET", "/users/1") + bytes("GET", "/hangs/1"), "GET", "GET"),
      answers(1),
      entered(),
      reset,
    ),
    expect: [counted("GET /users/:id 200"), counted("GET /hangs/:id 499")],
  },
  {
    subject: "pipelining",
    name: "counts as left unanswered, and as no error of the service, what was sent behind an answer that closes the connection",
    script: connection(raw(bytes("GET", "/closes/1") + bytes("GET", "/users/1"), "GET", "GET"), closed),
    expect: [counted("GET /closes/:id 200"), counted("GET /users/:id 499")],
  },
];

const bodies: readonly EdgeCase[] = [
  {
    subject: "slow bodies",
    name: "takes the time that the client needs for its body",
    script: connection(raw(`${post("/reads/1", 8)}slow`, "POST"), entered(), wait(120), raw("body"), answers(1), close),
    expect: [counted("POST /reads/:id 201", { seconds: [0.1, 2] })],
  },
  {
    subject: "slow bodies",
    name: "counts a body in chunks once",
    script: connection(
      raw(
        "POST /reads/1 HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nslow\r\n",
        "POST",
      ),
      entered(),
      wait(20),
      raw("4\r\nbody\r\n0\r\n\r\n"),
      answers(1),
      close,
    ),
    expect: [counted("POST /reads/:id 201")],
  },
  {
    subject: "slow bodies",
    name: "has the status of an answer that does not wait for the body",
    script: connection(raw(`${post("/refuses/1", 1000)}part`, "POST"), closed),
    expect: [counted("POST /refuses/:id 413")],
  },
  {
    subject: "slow bodies",
    name: "counts a request whose client asks before it sends the body once",
    script: connection(
      raw(
        "POST /reads/1 HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n",
        "POST",
      ),
      { do: "text", text: "100 Continue" },
      raw("body"),
      answers(1),
      close,
    ),
    expect: [counted("POST /reads/:id 201")],
  },
  {
    subject: "slow bodies",
    name: "counts a body that arrives byte by byte once",
    script: connection(
      raw(post("/reads/1", 3), "POST"),
      raw("a"),
      wait(10),
      raw("b"),
      wait(10),
      raw("c"),
      answers(1),
      close,
    ),
    expect: [counted("POST /reads/:id 201")],
  },
];

const keepAlive: readonly EdgeCase[] = [
  {
    subject: "keep-alive",
    name: "counts every request of a connection",
    script: connection(
      write("GET", "/users/1"),
      answers(1),
      write("GET", "/orders/1"),
      answers(2),
      write("HEAD", "/users/2"),
      answers(3),
      write("GET", "/nowhere"),
      answers(4),
      close,
    ),
    expect: [
      counted("GET /users/:id 200"),
      counted("GET /orders/:id 200"),
      counted("HEAD /users/:id 200"),
      counted("GET unmatched 404"),
    ],
  },
  {
    subject: "keep-alive",
    name: "leaves the time between two requests out",
    script: connection(write("GET", "/users/1"), answers(1), wait(150), write("GET", "/users/1"), answers(2), close),
    expect: [counted("GET /users/:id 200", { times: 2, seconds: [0, 0.07] })],
  },
  {
    subject: "keep-alive",
    name: "counts a request that ends its connection",
    script: connection(write("GET", "/users/1", { headers: { Connection: "close" } }), closed),
    expect: [counted("GET /users/:id 200")],
  },
  {
    subject: "keep-alive",
    name: "counts requests of HTTP/1.0",
    script: connection(write("GET", "/users/1", { version: "1.0" }), closed),
    expect: [counted("GET /users/:id 200")],
  },
  {
    subject: "keep-alive",
    name: "counts twenty connections at once",
    script: together(...Array.from({ length: 20 }, (_, id) => request("GET", `/delays/${id}`))),
    expect: [counted("GET /delays/:id 200", { times: 20, seconds: [0.14, 2] })],
  },
];

const halves: readonly EdgeCase[] = [
  {
    subject: "half-closed sockets",
    name: "counts a client that writes no more as gone, as Node does",
    script: connection(write("GET", "/delays/1"), halfClose, closed),
    expect: [counted("GET /delays/:id 499")],
  },
  {
    subject: "half-closed sockets",
    name: "counts the answer to a client that writes no more and still reads, where the server allows it",
    script: on("half-open", write("GET", "/delays/1"), halfClose, closed),
    expect: [counted("GET /delays/:id 200")],
  },
  {
    subject: "half-closed sockets",
    name: "counts a body that ends too early as 499",
    script: connection(raw(`${post("/reads/1", 100)}part`, "POST"), entered(), halfClose, closed),
    answers: [400],
    expect: [counted("POST /reads/:id 499")],
  },
  {
    subject: "half-closed sockets",
    name: "counts a client that stops writing, waits and goes away as 499",
    script: connection(write("GET", "/hangs/1"), entered(), halfClose, wait(20), reset),
    expect: [counted("GET /hangs/:id 499")],
  },
];

const malformed: readonly EdgeCase[] = [
  {
    subject: "malformed requests",
    name: "counts nothing for what is no request",
    script: [
      ...connection(raw("NONSENSE\r\n\r\n", "GET"), closed),
      ...connection(raw("get /users/1 HTTP/1.1\r\nHost: x\r\n\r\n", "GET"), closed),
    ],
    answers: [400, 400],
    expect: [],
  },
  {
    subject: "malformed requests",
    name: "counts nothing for a method that Node does not know",
    script: connection(write("BREW", "/users/1"), closed),
    answers: [400],
    expect: [],
  },
  {
    subject: "malformed requests",
    name: "counts nothing for headers that are too large",
    script: connection(write("GET", "/users/1", { headers: { "X-Large": "x".repeat(20_000) } }), closed),
    answers: [431],
    expect: [],
  },
  {
    subject: "malformed requests",
    name: "counts nothing for an expectation that Node does not meet",
    script: connection(write("GET", "/users/1", { headers: { Expect: "wonders" } }), answers(1), close),
    answers: [417],
    expect: [],
  },
  {
    subject: "malformed requests",
    name: "counts nothing for a tunnel",
    script: connection(write("CONNECT", "localhost:443"), closed),
    answers: [],
    expect: [],
  },
  {
    subject: "malformed requests",
    name: "counts nothing for two lengths that contradict each other",
    script: connection(
      raw("POST /reads/1 HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n", "POST"),
      closed,
    ),
    answers: [400],
    expect: [],
  },
  {
    subject: "malformed requests",
    name: "counts nothing for a request without a host",
    script: connection(raw("GET /users/1 HTTP/1.1\r\n\r\n", "GET"), closed),
    answers: [400],
    expect: [],
  },
  {
    subject: "malformed requests",
    name: "counts nothing for a client that says nothing",
    script: connection(wait(10), close),
    answers: [],
    expect: [],
  },
  {
    subject: "malformed requests",
    name: "counts the request before the nonsense and nothing for that",
    script: connection(write("GET", "/users/1"), answers(1), raw("NONSENSE\r\n\r\n", "GET"), closed),
    answers: [200, 400],
    expect: [counted("GET /users/:id 200")],
  },
  {
    subject: "malformed requests",
    name: "counts a body with a malformed chunk as 400, which is what the client is answered",
    script: connection(
      raw(
        "POST /reads/1 HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n4\r\ngood\r\n",
        "POST",
      ),
      entered(),
      raw("zz\r\n"),
      closed,
    ),
    expect: [counted("POST /reads/:id 400")],
  },
  {
    subject: "malformed requests",
    name: "counts an answer before the malformed rest of the body as answered",
    on: express,
    script: connection(
      raw("POST /refuses/1 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n4\r\ngood\r\n", "POST"),
      closed,
    ),
    expect: [counted("POST /refuses/:id 413")],
  },
  {
    subject: "malformed requests",
    name: "counts the request for everything as unmatched",
    on: fastify,
    script: request("OPTIONS", "*"),
    expect: [counted("OPTIONS unmatched 404")],
  },
];

/** Where the connection is the point. */
export const connections: readonly EdgeCase[] = [...pipelining, ...bodies, ...keepAlive, ...halves, ...malformed];
