/** How files come over: what breaks is continued, what never ends is ended, and what is no file ends in a sentence. */
import assert from "node:assert/strict";
import type { ServerResponse } from "node:http";

import { redirected } from "../../../sandbox/tools/http/client";
import { executable, Workshop } from "./support";
import { digestOf, Publisher, script, type Handler } from "./publisher";

/** Large enough to come in several pieces. */
const CONTENT = `${script()}${"# filling\n".repeat(40_000)}`;
const HALF = Math.floor(CONTENT.length / 2);
const ETAG = '"first"';

/** The range of a file of which something has come; how much of it reached the disk depends on the moment. */
const SOME_BYTES = /^bytes=[1-9]\d*-$/;

/** The range a request asks for: `bytes=100-` is 100. */
const rangeOf = (range: string | undefined): number => Number(/^bytes=(\d+)-$/.exec(range ?? "")?.[1] ?? 0);

/** Sends the beginning of the content and breaks off. */
function breakOff(response: ServerResponse, headers: Record<string, string> = { etag: ETAG }): void {
  response.writeHead(200, { ...headers, "content-length": String(CONTENT.length) });
  response.write(CONTENT.slice(0, HALF), () => setTimeout(() => response.destroy(), 20));
}

describe("the transfer of a release", () => {
  let workshop: Workshop;
  beforeEach(async () => (workshop = await new Workshop().start()));
  afterEach(() => workshop.end());

  const part = (address: string) => executable(address, { sha256: digestOf(CONTENT) });

  /** Serves the tool; `attempts` answer the first requests, one each, and the last of them all later ones. */
  const serve = (...attempts: readonly Handler[]): string => {
    let attempt = 0;
    return workshop.publisher.on("/hello", (request, response) => {
      (attempts[attempt++] ?? attempts.at(-1))?.(request, response);
    });
  };
  const whole: Handler = (_request, response) => response.writeHead(200, { etag: ETAG }).end(CONTENT);
  const broken: Handler = (_request, response) => breakOff(response);
  const rest: Handler = ({ headers }, response) => {
    const from = rangeOf(headers.range);
    const range = `bytes ${from}-${CONTENT.length - 1}/${CONTENT.length}`;
    response.writeHead(206, { etag: ETAG, "content-range": range }).end(CONTENT.slice(from));
  };
  const headersOf = (index: number) => workshop.publisher.seen[index]?.headers ?? {};

  async function taken(address: string): Promise<void> {
    assert.equal((await workshop.take([part(address)])).source, "release", workshop.refusal);
  }

  async function refused(address: string, why: RegExp): Promise<void> {
    assert.equal((await workshop.take([part(address)])).source, "built");
    assert.match(workshop.refusal, why);
    assert.equal(workshop.cached.length, 1, workshop.cached.join());
  }

  it("is continued where it broke off, for the same file only", async () => {
    await taken(serve(broken, rest));
    assert.equal(headersOf(0).range, undefined);
    assert.match(headersOf(1).range ?? "", SOME_BYTES);
    assert.equal(headersOf(1)["if-range"], ETAG);
    assert.equal(workshop.publisher.seen.length, 2);
  });

  it("is continued from the first address: the one it was redirected to may have expired", async () => {
    let moves = 0;
    const first = workshop.publisher.on("/first", (_request, response) =>
      response.writeHead(302, { location: `/short-lived-${moves++}` }).end(),
    );
    workshop.publisher.on("/short-lived-0", broken);
    workshop.publisher.on("/short-lived-1", rest);
    await taken(first);
    assert.deepEqual(workshop.publisher.paths, ["/first", "/short-lived-0", "/first", "/short-lived-1"]);
    assert.match(headersOf(3).range ?? "", SOME_BYTES);
  });

  it("begins again where the host knows no ranges", async () => {
    await taken(serve(broken, whole));
    assert.match(headersOf(1).range ?? "", SOME_BYTES);
  });

  it("begins again where the file is another one now", async () => {
    const other: Handler = (_request, response) =>
      response.writeHead(206, { etag: '"second"', "content-range": `bytes ${HALF}-` }).end("of another file");
    await taken(serve(broken, other, whole));
    assert.equal(headersOf(2).range, undefined);
  });

  it("begins again where the host sends another part than the one asked for", async () => {
    const other: Handler = (_request, response) =>
      response.writeHead(206, { etag: ETAG, "content-range": `bytes 0-9/${CONTENT.length}` }).end("0123456789");
    await taken(serve(broken, other, whole));
  });

  it("begins again where the host has no such part", async () =>
    taken(serve(broken, (_request, response) => response.writeHead(416).end(), whole)));

  for (const [what, headers] of [
    ["names no version of the file", {}],
    ["names a weak version", { etag: 'W/"first"' }],
  ] as const) {
    it(`begins again where the host ${what}`, async () => {
      await taken(serve((_request, response) => breakOff(response, headers), whole));
      assert.equal(headersOf(1).range, undefined);
    });
  }

  it("is given up where it breaks again and again, and says how far it came", () =>
    refused(serve(broken), /\/hello cannot be fetched: it broke off after [1-9]\d* bytes, 5 times\.$/));

  it("is given up where less comes than was announced", () =>
    refused(
      serve((_request, response) => {
        response.writeHead(200, { "content-length": String(CONTENT.length + 1), connection: "close" });
        response.end(CONTENT);
      }),
      /cannot be fetched: it broke off after/,
    ));

  it("is tried again where a gateway is busy", async () =>
    taken(serve((_request, response) => response.writeHead(503).end(), whole)));

  it("is ended where nothing comes any more", () =>
    refused(
      serve((_request, response) => response.writeHead(200, { "content-length": "1000" }).write("abc")),
      /cannot be fetched: no data for 0\.6 s\.$/,
    ));

  it("goes on for as long as something comes", async () =>
    taken(
      serve((_request, response) => {
        const pieces = [0, 1, 2, 3, 4].map((index) =>
          CONTENT.slice((index * CONTENT.length) / 5, ((index + 1) * CONTENT.length) / 5),
        );
        // Together longer than the wait for one piece.
        for (const [index, piece] of pieces.entries())
          setTimeout(() => (index === 4 ? response.end(piece) : response.write(piece)), index * 200);
      }),
    ));

  it("is tried again where the connection breaks before an answer", async () =>
    taken(serve((_request, response) => void response.destroy(), whole)));

  it("is given up at once where a host that has answered falls silent", async () => {
    await refused(
      serve(() => undefined),
      /cannot be fetched: no answer for 0\.6 s\.$/,
    );
    assert.equal(workshop.publisher.seen.length, 1);
  });

  for (const status of [403, 404, 410, 500]) {
    it(`ends at once where the host answers ${status}`, async () => {
      await refused(
        workshop.publisher.status("/hello", status),
        new RegExp(`/hello cannot be fetched: the host answers ${status}\\.$`),
      );
      assert.equal(workshop.publisher.seen.length, 1);
    });
  }

  it("names no token of an address", async () => {
    workshop.publisher.status("/hello", 403);
    await refused(workshop.publisher.address("/hello?token=canary"), /\/hello cannot be fetched/);
    assert.ok(!workshop.fixture.lines.join().includes("canary"));
  });

  it("follows five redirects", async () => {
    for (const index of [1, 2, 3, 4, 5])
      workshop.publisher.redirect(`/${index}`, index === 5 ? "/hello" : `/${index + 1}`);
    serve(whole);
    await taken(workshop.publisher.address("/1"));
  });

  it("ends where a redirect leads round in a circle", async () => {
    const address = workshop.publisher.redirect("/a", "/b");
    workshop.publisher.redirect("/b", "/a");
    await refused(address, /\/a cannot be fetched: there are more than 5 redirects\.$/);
    assert.equal(workshop.publisher.seen.length, 6);
  });

  for (const [location, why] of [
    ["ftp://127.0.0.1/hello", /redirects from http:\/\/ to ftp:\/\/\.$/],
    ["http://[", /redirects to what is no address\.$/],
  ] as const) {
    it(`ends where a redirect leads to ${location}`, () => refused(workshop.publisher.redirect("/a", location), why));
  }

  it("follows no redirect from https to http, and one from http to https", () => {
    const [plain, safe] = ["http://example.org/a", "https://example.org/a"];
    assert.throws(() => redirected(new URL(safe), plain), /redirects from https:\/\/ to http:\/\//);
    assert.equal(redirected(new URL(plain), safe).href, safe);
    assert.equal(redirected(new URL(safe), "/b").href, "https://example.org/b");
  });

  it("follows a redirect to another host", async () => {
    const store = await new Publisher().start();
    try {
      const address = store.file("/blob", CONTENT);
      await taken(workshop.publisher.redirect("/a", address));
      assert.equal(store.seen.length, 1);
    } finally {
      await store.stop();
    }
  });
});
