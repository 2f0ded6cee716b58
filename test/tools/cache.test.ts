import assert from "node:assert/strict";

import { cacheFolder, toolKey } from "../../sandbox/tools/cache";
import type { ToolModule } from "../../sandbox/tools/catalogue";
import { hello } from "./fixture";

const sources = new Map([
  ["go.mod", "module hello\n"],
  ["go.sum", "example.org/x v1.0.0 h1:abc\n"],
  ["main.go", "package main\n"],
]);
const key = (module: ToolModule = hello, files = sources, platform = "linux", arch = "x64"): string =>
  toolKey(module, files, platform, arch);

describe("the key of a cached tool", () => {
  it("is the same for the same inputs, in whatever order the files are read", () => {
    assert.equal(key(), key(hello, new Map([...sources].reverse())));
    assert.match(key(), /^[0-9a-f]{12}$/);
  });

  for (const name of sources.keys()) {
    it(`changes with ${name}`, () => {
      assert.notEqual(key(), key(hello, new Map([...sources, [name, "other"]])));
    });
  }

  it("changes when a Go file is added", () => {
    assert.notEqual(key(), key(hello, new Map([...sources, ["more.go", "package main\n"]])));
  });

  const changes: Record<string, Partial<ToolModule>> = {
    "the version": { version: "1.2.4" },
    "a build tag": { tags: ["netgo"] },
    "a linker variable": { variables: { "main.Version": "1.2.3" } },
    "a package": { commands: hello.commands.map((command) => ({ ...command, package: "example.org/x/cmd" })) },
    "the files it brings": { assets: [{ goModule: "example.org/x", folder: "crds", ending: ".yaml", to: "crds" }] },
  };
  for (const [what, change] of Object.entries(changes)) {
    it(`changes with ${what}`, () => assert.notEqual(key(), key({ ...hello, ...change })));
  }

  it("changes with the platform and the processor", () => {
    assert.notEqual(key(), key(hello, sources, "darwin"));
    assert.notEqual(key(), key(hello, sources, "linux", "arm64"));
  });

  it("does not change with wording and estimates", () => {
    assert.equal(key(), key({ ...hello, purpose: "something else", coldSeconds: 99, diskMegabytes: 99 }));
  });
});

describe("the cache folder", () => {
  it("is the one MONITORING_CACHE_DIR names", () => {
    assert.equal(cacheFolder({ MONITORING_CACHE_DIR: "/big/disk", XDG_CACHE_HOME: "/xdg" }, "/home/me"), "/big/disk");
  });

  it("lies below XDG_CACHE_HOME otherwise", () => {
    assert.equal(cacheFolder({ XDG_CACHE_HOME: "/xdg" }, "/home/me"), "/xdg/qualisys-monitoring");
  });

  it("lies below ~/.cache without either", () => {
    assert.equal(cacheFolder({ XDG_CACHE_HOME: "" }, "/home/me"), "/home/me/.cache/qualisys-monitoring");
  });
});
