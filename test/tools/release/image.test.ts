/** Executables out of images, from a registry on 127.0.0.1. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";

import type { Part } from "../../../sandbox/tools/release/release";
import { digestOf, Publisher, script, serveImage, type Entries, type ImageOptions } from "./publisher";
import { Workshop } from "./support";

describe("a tool from its publisher's image", () => {
  let workshop: Workshop;
  beforeEach(async () => (workshop = await new Workshop().start()));
  afterEach(() => workshop.end());

  /** The image as a part of a release. */
  async function image(options: Partial<ImageOptions> = {}, path = "bin/hello") {
    const layers = options.layers ?? [{ "etc/passwd": "root" }, { "bin/hello": script() }];
    const served = await serveImage(workshop.publisher, { ...options, layers });
    const { digest, repository } = served;
    const registry = workshop.publisher.address("");
    const part: Part = { kind: "image", registry, repository, digest, files: { hello: path } };
    return { ...served, part };
  }

  async function taken(part: Part): Promise<void> {
    const tool = await workshop.take([part]);
    assert.equal(tool.source, "release", workshop.refusal);
    assert.equal(execFileSync(tool.file, { encoding: "utf8" }), "hello 1.2.3\n");
    assert.equal(workshop.cached.length, 1, workshop.cached.join());
  }

  async function refused(part: Part, why: RegExp): Promise<void> {
    assert.equal((await workshop.take([part])).source, "built");
    assert.match(workshop.refusal, why);
    assert.equal(workshop.cached.length, 1, workshop.cached.join());
  }

  it("is taken by an index, for this platform", async () => taken((await image()).part));

  it("is taken by a manifest without an index", async () => taken((await image({ index: false })).part));

  it("is asked for as manifests of both kinds are", async () => {
    await taken((await image()).part);
    for (const { path, headers } of workshop.publisher.seen) {
      if (!path.includes("/manifests/")) continue;
      assert.match(headers.accept ?? "", /application\/vnd\.oci\.image\.index\.v1\+json/);
      assert.match(headers.accept ?? "", /application\/vnd\.docker\.distribution\.manifest\.list\.v2\+json/);
    }
  });

  it("is the one of the newest layer that has it, and no older layer is fetched", async () => {
    const layers: Entries[] = [{ "bin/hello": script("0.9.0") }, { "bin/hello": script() }, { "etc/motd": "hello" }];
    const { part, layers: paths } = await image({ layers });
    await taken(part);
    assert.deepEqual(
      workshop.publisher.paths.filter((path) => path.includes("/blobs/")),
      [paths[2], paths[1]],
    );
  });

  it("is found whatever the newest layers take away beside it", async () =>
    taken(
      (await image({ layers: [{ "bin/hello": script() }, { "bin/.wh.other": "", "bin/.wh..wh..opq": "" }] })).part,
    ));

  it("is found under a path that begins with a dot", async () =>
    taken((await image({ layers: [{ "./bin/hello": script() }] })).part));

  it("is not taken where no layer has it", async () =>
    refused(
      (await image({ layers: [{ "bin/other": script() }] })).part,
      /127\.0\.0\.1:\d+\/team\/hello holds no file bin\/hello\.$/,
    ));

  it("is not taken where it is a link", async () =>
    refused(
      (await image({ layers: [{ "bin/hello": { link: "/etc/passwd" } }] })).part,
      /Layer sha256:.* cannot be unpacked: bin\/hello in it is no regular file\.$/,
    ));

  it("is not taken where there is none for this processor", async () =>
    refused((await image({ architecture: "riscv64" })).part, /\/team\/hello has nothing for linux (amd64|arm64)\.$/));

  it("is not taken where its layers are packed in a way that cannot be read", async () =>
    refused(
      (await image({ mediaType: "application/vnd.oci.image.layer.v1.tar+zstd" })).part,
      /layers of the type application\/vnd\.oci\.image\.layer\.v1\.tar\+zstd cannot be read\.$/,
    ));

  it("is not taken where a layer is not what its digest says, and is never unpacked", async () => {
    const { part, layers } = await image();
    workshop.publisher.file(layers[1] ?? "", "something else");
    const found = digestOf("something else");
    await refused(part, new RegExp(`hands out as sha256:[0-9a-f]{64} is sha256:${found}; it is not used\\.$`));
  });

  for (const [which, path] of [
    ["index", 0],
    ["manifest", 1],
  ] as const) {
    it(`is not taken where the ${which} is not what its digest says`, async () => {
      const { part } = await image();
      await workshop.take([part]);
      const wanted = workshop.publisher.paths[path] ?? "";
      workshop.publisher.file(wanted, '{"layers": []}');
      rmSync(workshop.fixture.cache, { recursive: true });
      await refused(part, /team\/hello: what the registry hands out as sha256:.* is sha256:.*; it is not used\.$/);
    });
  }

  it("is not taken where the digest leads to what is no manifest", async () => {
    const content = JSON.stringify({ hello: "world" });
    const digest = `sha256:${digestOf(content)}`;
    workshop.publisher.file(`/v2/team/hello/manifests/${digest}`, content);
    const registry = workshop.publisher.address("");
    const part: Part = { kind: "image", registry, repository: "team/hello", digest, files: { hello: "hello" } };
    await refused(part, /its manifest is of no known kind\.$/);
  });

  describe("of a registry that wants a token", () => {
    const TOKEN = "canary-token";

    /** Answers what is below /v2/ only with the token, and gives it at /token. */
    function guard(paths: readonly string[], realm = workshop.publisher.address("/token")): void {
      for (const path of paths) {
        const open = workshop.publisher.handlerOf(path);
        workshop.publisher.on(path, (request, response) => {
          if (request.headers.authorization === `Bearer ${TOKEN}`) return open(request, response);
          const challenge = `Bearer realm="${realm}",service="registry",scope="repository:team/hello:pull"`;
          response.writeHead(401, { "www-authenticate": challenge }).end();
        });
      }
    }
    const below = () => workshop.publisher.known.filter((path) => path.startsWith("/v2/"));

    for (const name of ["token", "access_token"]) {
      it(`is taken with the ${name} that anybody gets there`, async () => {
        const { part } = await image();
        guard(below());
        workshop.publisher.file("/token", JSON.stringify({ [name]: TOKEN }));
        await taken(part);
        const asked = workshop.publisher.seen.filter(({ path }) => path.startsWith("/token"));
        assert.deepEqual(
          asked.map(({ path }) => new URL(path, "http://a").searchParams.get("scope")),
          ["repository:team/hello:pull"],
        );
        assert.equal(asked[0]?.headers.authorization, undefined);
      });
    }

    it("is taken from a store of another origin, which never gets the token", async () => {
      const store = await new Publisher().start();
      try {
        const { part, layers } = await image();
        for (const path of layers) {
          const open = workshop.publisher.handlerOf(path);
          store.on(path, open);
          workshop.publisher.redirect(path, store.address(path));
        }
        guard(below());
        workshop.publisher.file("/token", JSON.stringify({ token: TOKEN }));
        await taken(part);
        assert.ok(store.seen.length > 0);
        assert.deepEqual(
          store.seen.filter(({ headers }) => headers.authorization !== undefined),
          [],
        );
      } finally {
        await store.stop();
      }
    });

    it("is not taken where it wants the token and none is given", async () => {
      const { part } = await image();
      guard(below());
      workshop.publisher.file("/token", "{}");
      await refused(part, /team\/hello: 127\.0\.0\.1:\d+ gives no token\.$/);
    });

    it("is not taken where the token does not help", async () => {
      const { part } = await image();
      guard(below());
      workshop.publisher.file("/token", JSON.stringify({ token: "another" }));
      await refused(part, /cannot be fetched: the host answers 401\.$/);
      assert.ok(!workshop.fixture.lines.join().includes("another"));
    });

    it("is not taken where it names no place for tokens", async () => {
      const { part } = await image();
      guard(below(), "nowhere");
      await refused(part, /cannot be fetched: the host answers 401\.$/);
    });
  });
});
