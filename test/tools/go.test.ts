import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";

import { goBinaryName, linkerOptions } from "../../sandbox/tools/build";
import { ensure } from "../../sandbox/tools/ensure";
import { goEnvironment, heapBytes, isNewEnough } from "../../sandbox/tools/go";
import { printsVersion } from "../../sandbox/tools/path";
import { Fixture, hello } from "./fixture";

describe("the version a tool prints", () => {
  for (const output of [
    "Kubernetes v1.36.3",
    "etcd Version: 1.36.3\nGit SHA: x",
    "tool, version 1.36.3 (branch: )",
    "1.36.3.",
  ]) {
    it(`is found in ${JSON.stringify(output)}`, () => assert.ok(printsVersion(output, "1.36.3")));
  }
  for (const output of ["1.36.30", "11.36.3", "0.1.36.3", "v1.36.3-rc.1", "1.36.3.1", "1x36y3", ""]) {
    it(`is not taken from ${JSON.stringify(output)}`, () => assert.ok(!printsVersion(output, "1.36.3")));
  }
});

describe("the version of Go", () => {
  for (const [version, enough] of Object.entries({
    "go1.26.0": true,
    "go1.27": true,
    "go2.0": true,
    "go1.25.9": false,
    "go1.9": false,
    "": false,
  })) {
    it(`${version || "(none)"} is ${enough ? "new enough" : "refused"}`, () =>
      assert.equal(isNewEnough(version), enough));
  }
});

describe("building with Go", () => {
  it("names executables as Go does", () => {
    assert.equal(goBinaryName(hello, "."), "hello");
    assert.equal(goBinaryName(hello, "example.org/x/cmd/operator"), "operator");
    assert.equal(goBinaryName(hello, "example.org/x/v2"), "x");
  });

  it("sets variables while linking", () => {
    assert.equal(linkerOptions({ ...hello, variables: { "main.Version": "v1" } }), "-s -w -X main.Version=v1");
  });

  it("keeps the user's network settings and drops those that would change the binary", () => {
    const env = goEnvironment(
      { GOPROXY: "https://proxy.example", GOFLAGS: "-race", GOOS: "plan9", CGO_ENABLED: "1" },
      "/cache",
    );
    assert.equal(env.GOPROXY, "https://proxy.example");
    assert.equal(env.GOFLAGS, "-modcacherw");
    assert.equal(env.GOOS, undefined);
    assert.equal(env.CGO_ENABLED, "0");
    assert.equal(env.GOCACHE, "/cache/build/go");
  });

  it("collects no garbage while there is memory, unless the user says how", () => {
    assert.equal(goEnvironment({}, "/cache").GOGC, "off");
    assert.ok(Number(goEnvironment({}, "/cache").GOMEMLIMIT) >= 2 ** 30);
    assert.equal(goEnvironment({ GOGC: "50", GOMEMLIMIT: "2GiB" }, "/cache").GOGC, "50");
    assert.equal(goEnvironment({ GOGC: "50", GOMEMLIMIT: "2GiB" }, "/cache").GOMEMLIMIT, "2GiB");
    assert.equal(heapBytes(16 * 2 ** 30, 2), 4 * 2 ** 30);
    assert.equal(heapBytes(2 * 2 ** 30, 4), 2 ** 30);
  });

  it("works with the real Go", async function () {
    this.timeout(300_000);
    const which = spawnSync("sh", ["-c", "command -v go"], { encoding: "utf8" });
    if (which.status !== 0) {
      console.warn("      skipped: there is no go on PATH");
      this.skip();
    }
    const fixture = new Fixture();
    try {
      // The user's own compile cache, so that Go's standard library is not compiled again each time.
      const userCache = spawnSync("go", ["env", "GOCACHE"], { encoding: "utf8" }).stdout.trim();
      mkdirSync(userCache, { recursive: true });
      mkdirSync(join(fixture.cache, "build"), { recursive: true });
      symlinkSync(userCache, join(fixture.cache, "build/go"));
      const env = {
        ...fixture.env,
        HOME: fixture.root,
        PATH: [fixture.env.PATH, dirname(which.stdout.trim())].join(delimiter),
      };
      const options = fixture.options({ env });
      const tool = (await ensure(["hello"], options)).get("hello");
      assert.equal(tool?.source, "built", fixture.lines.join("\n"));
      assert.equal(fixture.cached.length, 1, fixture.cached.join(", "));
      assert.match(spawnSync(tool.file, { encoding: "utf8" }).stderr, /^hello 1\.2\.3/);
    } finally {
      fixture.remove();
    }
  });
});
