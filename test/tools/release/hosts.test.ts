/** Hosts that do not answer cost one wait for all tools together; proxies of the environment are used. */
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { createServer, type Server } from "node:http";
import {
  connect,
  createServer as createTcpServer,
  type AddressInfo,
  type Server as TcpServer,
  type Socket,
} from "node:net";

import { setTimeout as sleep } from "node:timers/promises";

import { ensure } from "../../../sandbox/tools/ensure";
import { HttpClient } from "../../../sandbox/tools/http/client";
import { takeReleases } from "../../../sandbox/tools/release";
import { hello } from "../fixture";
import { digestOf, Publisher, script } from "./publisher";
import { executable, helloRelease, HTTP, Workshop } from "./support";

/** A host that takes connections and never says a word. */
class Mute {
  requests = 0;
  private readonly sockets = new Set<Socket>();
  private readonly server: TcpServer = createTcpServer((socket) => {
    this.sockets.add(socket);
    socket.on("data", () => (this.requests += 1));
    socket.on("error", () => undefined);
  });

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return this;
  }

  address(path: string): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}${path}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** A proxy that notes for whom it makes a way. */
class ForwardProxy {
  readonly asked: string[] = [];
  private readonly sockets = new Set<Socket>();
  private readonly server: Server = createServer((request, response) => {
    this.asked.push(request.url ?? "");
    response.writeHead(502).end();
  });

  constructor() {
    this.server.on("connect", (request, socket: Socket) => {
      this.asked.push(request.url ?? "");
      const [host = "", port = ""] = (request.url ?? "").split(":");
      const target = connect(Number(port), host, () => {
        socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
        target.pipe(socket).pipe(target);
      });
      for (const end of [socket, target]) this.sockets.add(end);
      socket.on("error", () => target.destroy());
      target.on("error", () => socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n"));
    });
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return this;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

describe("the hosts of releases", () => {
  let workshop: Workshop;
  beforeEach(async () => (workshop = await new Workshop().start()));
  afterEach(async () => {
    await workshop.end();
    await Promise.all(mutes.splice(0).map((mute) => mute.stop()));
  });

  /** Those of a test; a failed one would keep the process alive by them. */
  const mutes: Mute[] = [];
  const startMute = async () => {
    const mute = await new Mute().start();
    mutes.push(mute);
    return mute;
  };

  const served = (publisher = workshop.publisher) =>
    executable(publisher.file("/hello", script()), { sha256: digestOf(script()) });

  /** Modules of the same kind, each with a command of its own. */
  const names = ["one", "two", "three", "four", "five", "six", "seven"];
  const modules = names.map((name) => ({
    ...hello,
    name,
    commands: [{ ...hello.commands[0]!, name }],
  }));

  it("that do not answer cost one wait, however many tools and hosts there are", async () => {
    const silent = [await startMute(), await startMute()];
    for (const { name } of modules) mkdirSync(`${workshop.fixture.modulesFolder}/${name}`);
    const releases = modules.map(({ name }, index) => ({
      ...helloRelease([
        {
          kind: "executable",
          address: silent[index % 2]!.address(`/${name}`),
          checksum: { sha256: "0".repeat(64) },
          command: name,
        } as const,
      ]),
      tool: name,
    }));
    const started = performance.now();
    const taken = await takeReleases(modules, {
      cache: workshop.fixture.cache,
      modulesFolder: workshop.fixture.modulesFolder,
      releases,
      env: workshop.fixture.env,
      log: (line) => workshop.fixture.lines.push(line),
      httpTiming: HTTP,
    });
    const waited = performance.now() - started;
    assert.deepEqual(taken, []);
    assert.ok(waited < 2 * HTTP.answerMs, `${waited} ms`);
    assert.deepEqual(
      silent.map(({ requests }) => requests),
      [1, 1],
    );
    const [first = "", second = "", ...others] = workshop.fixture.lines;
    assert.match(
      first,
      /^127\.0\.0\.1:\d+ is out of reach \(no answer for 0\.4 s\): no release of one 1\.2\.3, three 1\.2\.3, five 1\.2\.3, seven 1\.2\.3\.$/,
    );
    assert.match(second, /no release of two 1\.2\.3, four 1\.2\.3, six 1\.2\.3\.$/);
    assert.deepEqual(others, []);
  });

  it("that only one part of a release needs are asked before anything is fetched", async () => {
    const mute = await startMute();
    const part = executable(workshop.publisher.file("/hello", script()), { list: mute.address("/list") });
    assert.equal((await workshop.take([part])).source, "built");
    assert.deepEqual(workshop.publisher.paths, []);
    assert.match(workshop.fixture.lines[0] ?? "", /is out of reach .*: no release of hello 1\.2\.3\.$/);
  });

  it("that refuse the connection, or have no address, are told at once", async () => {
    const gone = await new Publisher().start();
    const address = gone.address("/hello");
    await gone.stop();
    for (const [from, why] of [
      [address, /out of reach \(connect ECONNREFUSED/],
      ["http://nowhere.invalid/hello", /^nowhere\.invalid is out of reach \(/],
    ] as const) {
      workshop.fixture.lines.length = 0;
      workshop.fixture.source("go.sum", from);
      assert.equal((await workshop.take([executable(from, { sha256: digestOf(script()) })])).source, "built");
      assert.match(workshop.fixture.lines[0] ?? "", why);
    }
  });

  it("behind a redirect are remembered as well", async () => {
    const mute = await startMute();
    const client = new HttpClient({}, HTTP);
    const url = new URL(workshop.publisher.redirect("/a", mute.address("/blob")));
    await assert.rejects(client.get(url), /^Error: no answer for 0\.4 s$/);
    const started = performance.now();
    await assert.rejects(client.get(url), /^Error: no answer for 0\.4 s$/);
    const waited = performance.now() - started;
    await client.close();
    assert.ok(waited < HTTP.answerMs / 2, `${waited} ms`);
    assert.equal(mute.requests, 1);
  });

  it("that have answered before get more time: they may be busy", async () => {
    const answer = HTTP.answerMs + 100;
    workshop.publisher.on("/hello", (_request, response) => void setTimeout(() => response.end(script()), answer));
    const part = executable(workshop.publisher.address("/hello"), { sha256: digestOf(script()) });
    assert.equal((await workshop.take([part])).source, "release", workshop.refusal);
  });

  it("are let go when the process is told to end, and nothing is built instead", async () => {
    workshop.publisher.on("/hello", (_request, response) => {
      response.writeHead(200).write("#!/bin/sh\n", () => process.kill(process.pid, "SIGHUP"));
    });
    // Somebody else listens, so the process goes on.
    const listener = () => undefined;
    process.on("SIGHUP", listener);
    try {
      const part = executable(workshop.publisher.address("/hello"), { sha256: digestOf(script()) });
      await assert.rejects(workshop.take([part]), /interrupted by SIGHUP/);
    } finally {
      process.off("SIGHUP", listener);
    }
    assert.equal(workshop.fixture.builds, 0);
    assert.deepEqual(workshop.cached, []);
  });

  it("may end the connection before the body is read", async () => {
    const length = 64 * 1024;
    const server = createTcpServer((socket) => {
      socket.on("error", () => undefined);
      socket.once("data", () => {
        socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${length + 1}\r\nconnection: close\r\n\r\n`);
        socket.end(Buffer.alloc(length, "a"));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const client = new HttpClient({}, HTTP);
    const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const { body } = await client.get(url);
    await sleep(200);
    await assert.rejects(body.arrayBuffer());
    await client.close();
    server.close();
  });

  describe("behind a proxy", () => {
    let proxy: ForwardProxy;
    beforeEach(async () => (proxy = await new ForwardProxy().start()));
    afterEach(() => proxy.stop());

    for (const name of ["HTTP_PROXY", "http_proxy"]) {
      it(`are asked by ${name}`, async () => {
        const env = { ...workshop.fixture.env, [name]: proxy.address };
        assert.equal((await workshop.take([served()], { env })).source, "release", workshop.refusal);
        assert.ok(proxy.asked.length > 0);
        assert.deepEqual([...new Set(proxy.asked)], [workshop.publisher.host]);
      });
    }

    it("are asked straight where NO_PROXY names them", async () => {
      const env = { ...workshop.fixture.env, HTTP_PROXY: proxy.address, NO_PROXY: "127.0.0.1" };
      assert.equal((await workshop.take([served()], { env })).source, "release");
      assert.deepEqual(proxy.asked, []);
    });

    it("are asked by the proxy of the environment that is handed in, not of the process", async () => {
      const before = process.env.HTTP_PROXY;
      process.env.HTTP_PROXY = proxy.address;
      try {
        assert.equal((await workshop.take([served()])).source, "release");
        assert.deepEqual(proxy.asked, []);
      } finally {
        if (before === undefined) delete process.env.HTTP_PROXY;
        else process.env.HTTP_PROXY = before;
      }
    });

    it("are out of reach where the proxy is", async () => {
      const { address } = proxy;
      const env = { ...workshop.fixture.env, HTTP_PROXY: address.replace(/\d+$/, "1") };
      assert.equal((await workshop.take([served()], { env })).source, "built");
      assert.match(workshop.fixture.lines[0] ?? "", /is out of reach \(connect ECONNREFUSED 127\.0\.0\.1:1\)/);
    });

    it("are out of reach where the proxy does not answer", async () => {
      const mute = await startMute();
      const env = { ...workshop.fixture.env, HTTP_PROXY: mute.address("") };
      assert.equal((await workshop.take([served()], { env })).source, "built");
      assert.match(workshop.fixture.lines[0] ?? "", /is out of reach \(no answer for 0\.4 s\)/);
    });

    it("are asked by it for a bundle as well", async () => {
      const env = {
        ...workshop.fixture.env,
        HTTP_PROXY: proxy.address,
        MONITORING_TOOLS_URL: "http://store.invalid/tools",
      };
      await ensure(["hello"], workshop.options([], { env }));
      assert.deepEqual([...new Set(proxy.asked)], ["store.invalid:80"]);
    });

    it("are not asked where the proxy's address is none, which is not repeated", async () => {
      const env = { ...workshop.fixture.env, HTTPS_PROXY: "user:canary" };
      assert.equal((await workshop.take([served()], { env })).source, "built");
      assert.equal(
        workshop.fixture.lines[0],
        "No release is taken: HTTPS_PROXY is no address; write one like http://proxy.example.org:3128, or unset it.",
      );
    });
  });
});
