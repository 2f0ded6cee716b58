import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { dependencies as own, devDependencies } from "../../package.json";
import { PROJECT_FOLDER } from "../docs/markdown";

const exec = promisify(execFile);

const use = `
async function main() {
  const metrics = createHttpMetrics();
  const server = await startMetricsServer({ registry: metrics.registry, port: 0, host: "127.0.0.1" });
  const text = await (await fetch("http://127.0.0.1:" + server.port + "/metrics")).text();
  await server.close();
  const kinds = [instrumentExpress, fastifyMetrics, correlationId].map((value) => typeof value).join();
  console.log(kinds, correlationId() === undefined, text.includes("http_requests_in_flight 0"), text.includes("nodejs_version_info"));
}
void main();
`;

const imports = `import { correlationId, createHttpMetrics, startMetricsServer, type HttpMetricsOptions } from "@qualisys/instrumentation";
import { instrumentExpress } from "@qualisys/instrumentation/express";
import { fastifyMetrics } from "@qualisys/instrumentation/fastify";
export const options: HttpMetricsOptions = { buckets: [0.5] };
${use}`;

/** What it prints where all of the package is there and works. */
const works = "function,function,function true true true";

describe("the package of the instrumentation", function () {
  this.timeout(300_000);
  let folder: string;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "instrumentation-"));
    const { stdout } = await exec(
      "npm",
      ["pack", "--workspace", "instrumentation", "--pack-destination", folder, "--json"],
      { cwd: PROJECT_FOLDER },
    );
    const packed = JSON.parse(stdout.slice(stdout.search(/^[[{]/m))) as Record<string, { filename: string }>;
    const [{ filename }] = Object.values(packed) as [{ filename: string }];
    writeFileSync(join(folder, "package.json"), '{ "private": true }');
    const types = (["@types/node", "typescript"] as const).map((name) => `${name}@${devDependencies[name]}`);
    await exec(
      "npm",
      ["install", "--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund", `./${filename}`, ...types],
      { cwd: folder },
    );
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  /** What a program prints that is written into the folder and run by Node.js. */
  async function run(name: string, text: string): Promise<string> {
    writeFileSync(join(folder, name), text);
    return (await exec(process.execPath, [name], { cwd: folder })).stdout.trimEnd();
  }

  it("works in an empty folder with require", async () => {
    const printed = await run(
      "required.cjs",
      `
      const { correlationId, createHttpMetrics, startMetricsServer } = require("@qualisys/instrumentation");
      const { instrumentExpress } = require("@qualisys/instrumentation/express");
      const { fastifyMetrics } = require("@qualisys/instrumentation/fastify");${use}`,
    );
    assert.equal(printed, works);
  });

  it("works there with import", async () => {
    const printed = await run(
      "imported.mjs",
      imports.replace(", type HttpMetricsOptions", "").replace(/^export.*$/m, ""),
    );
    assert.equal(printed, works);
  });

  it("is one and the same for both, so that an id that one stores is found by the other", async () => {
    const printed = await run(
      "both.mjs",
      `
      import { createRequire } from "node:module";
      const require = createRequire(import.meta.url);
      for (const name of ["", "/express", "/fastify"]) {
        const [imported, required] = [await import("@qualisys/instrumentation" + name), require("@qualisys/instrumentation" + name)];
        console.log(Object.keys(required).length > 0 && Object.keys(required).every((key) => imported[key] === required[key]));
      }`,
    );
    assert.equal(printed, "true\ntrue\ntrue");
  });

  it("has types for both, and takes what is misspelt for an error", async () => {
    for (const name of ["typed.cts", "typed.mts"]) writeFileSync(join(folder, name), imports);
    writeFileSync(join(folder, "wrong.mts"), imports.replace("buckets:", "bucket:"));
    const compiled = exec(
      "npx",
      [
        "tsc",
        "--strict",
        "--noEmit",
        "--module",
        "nodenext",
        "--target",
        "es2022",
        "--types",
        "node",
        "typed.cts",
        "typed.mts",
        "wrong.mts",
      ],
      { cwd: folder },
    );
    const { stdout } = await compiled.catch((error: { stdout: string }) => error);
    assert.match(
      stdout,
      /^wrong\.mts\(4,46\): error TS2561: .* 'bucket' does not exist in type 'HttpMetricsOptions'[^\n]*\n$/,
    );
  });

  it("has types for compilers that know nothing of exports (moduleResolution node10)", async () => {
    writeFileSync(join(folder, "old.ts"), imports);
    writeFileSync(join(folder, "wrong-old.ts"), imports.replace("buckets:", "bucket:"));
    const options =
      "--strict --noEmit --module commonjs --moduleResolution node10 --ignoreDeprecations 6.0 --target es2022 --types node";
    const compiled = exec("npx", ["tsc", ...options.split(" "), "old.ts", "wrong-old.ts"], { cwd: folder });
    const { stdout } = await compiled.catch((error: { stdout: string }) => error);
    assert.match(
      stdout,
      /^wrong-old\.ts\(4,46\): error TS2561: .* 'bucket' does not exist in type 'HttpMetricsOptions'[^\n]*\n$/,
    );
  });

  it("shares ids and requests in flight with a second copy, as a library may bring one", async () => {
    const copy = join(folder, "library/node_modules/@qualisys/instrumentation");
    cpSync(join(folder, "node_modules/@qualisys/instrumentation"), copy, { recursive: true });
    const printed = await run(
      "copies.cjs",
      `
      const http = require("node:http");
      const [own, library] = ["@qualisys/instrumentation", ${JSON.stringify(join(copy, "dist/index.js"))}].map((name) => require(name));
      process.on("warning", ({ message }) => console.log(message));
      const metrics = [own, library].map(({ createHttpMetrics }) => createHttpMetrics({ defaultMetrics: false }));
      const server = http.createServer((request, response) => {
        metrics[1].observe(request, response, () => "/library");
        metrics[0].observe(request, response, () => "/own");
        own.markStream(response);
        const seen = [own.correlationId(), library.correlationId()];
        request.resume().on("end", () => response.end([...seen, own.correlationId(), library.correlationId()].join()));
      });
      server.listen(0, "127.0.0.1", async () => {
        const url = "http://127.0.0.1:" + server.address().port;
        const answered = await fetch(url, { method: "POST", body: "x", headers: { "x-request-id": "abc" } });
        console.log(await answered.text());
        await new Promise((resolve) => (server.close(resolve), server.closeAllConnections()));
        for (const { registry } of metrics) {
          const text = await registry.metrics();
          console.log(text.match(/^http_requests_(total|in_flight).*$/gm).join(" "));
        }
      });`,
    );
    assert.equal(
      printed,
      [
        "abc,abc,abc,abc",
        'http_requests_total{method="POST",route="/own",status="200"} 1 http_requests_in_flight 0',
        'http_requests_total{method="POST",route="/library",status="200"} 1 http_requests_in_flight 0',
      ].join("\n"),
    );
  });

  it("has the compiled code, its types, README and changelog in it, no dependency but prom-client, and nothing else", async () => {
    const installed = join(folder, "node_modules/@qualisys/instrumentation");
    const { dependencies } = JSON.parse(readFileSync(join(installed, "package.json"), "utf8")) as {
      dependencies: Record<string, string>;
    };
    assert.deepEqual(dependencies, { "prom-client": own["prom-client"] });
    const files = readdirSync(installed, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => name);
    assert.ok(files.length > 20);
    assert.deepEqual(files.filter((name) => !/\.(js|mjs|d\.ts|d\.mts)$/.test(name)).sort(), [
      "CHANGELOG.md",
      "README.md",
      "package.json",
    ]);
  });
});
