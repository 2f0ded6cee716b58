/** The client of the edge cases reads answers as they are sent: edge cases are checked by them. */
import assert from "node:assert/strict";
import { readAnswers } from "./answers";

const cases: readonly (readonly [
  what: string,
  received: string,
  methods: readonly string[],
  ended: boolean,
  complete: readonly number[],
  started: readonly number[],
])[] = [
  ["nothing", "", ["GET"], true, [], []],
  ["a part of the headers", "HTTP/1.1 200 OK\r\nContent-Le", ["GET"], false, [], []],
  ["a part of the body", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab", ["GET"], false, [], [200]],
  [
    "a body with its length, and the next answer",
    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nabHTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
    ["GET", "GET"],
    false,
    [200, 404],
    [200, 404],
  ],
  [
    "an answer to HEAD, which has a length and no body",
    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
    ["HEAD", "GET"],
    false,
    [200, 204],
    [200, 204],
  ],
  ["chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n", ["GET"], false, [200], [200]],
  [
    "chunks without the last one",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n",
    ["GET"],
    true,
    [],
    [200],
  ],
  [
    "chunks with trailers",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX-Sum: 1\r\n\r\nHTTP/1.1 304 Not Modified\r\n\r\n",
    ["GET", "GET"],
    false,
    [200, 304],
    [200, 304],
  ],
  ["a body without a length, which ends with the connection", "HTTP/1.1 200 OK\r\n\r\nab", ["GET"], true, [200], [200]],
  [
    "hints before the answer",
    "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
    ["GET"],
    false,
    [200],
    [200],
  ],
  ["another protocol", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\n\r\nhello", ["GET"], false, [101], [101]],
];

describe("the client of the edge cases", () => {
  for (const [what, received, methods, ended, complete, started] of cases) {
    it(`reads ${what}`, () => assert.deepEqual(readAnswers(received, methods, ended), { complete, started }));
  }

  it("refuses what is no answer", () =>
    assert.throws(() => readAnswers("SSH-2.0-x\r\n\r\n", ["GET"], true), /This is no answer: "SSH/));
});
