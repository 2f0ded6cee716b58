import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import { stringify } from "yaml";
import { findLeaks, type Haystack } from "./leak-search";

const canaries = {
  password: `canary ${randomBytes(12).toString("hex")}/+&"<>`,
  address: `http://127.0.0.1:9/canary/${randomBytes(12).toString("hex")}`,
};

type Packing = (value: string) => string | Buffer;
const base64 = (value: string | Buffer) => Buffer.from(value).toString("base64");
/** As Go writes JSON by default. */
const goJson = (value: string) =>
  JSON.stringify(value).replace(/[<>&]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`);

const packings: Readonly<Record<string, Packing>> = {
  plain: (value) => value,
  "in base64": base64,
  "in base64 for URLs": (value) => Buffer.from(value).toString("base64url"),
  "in base64 of lines": (value) => base64(`${"x".repeat(50)}${value}${"y".repeat(50)}`).replace(/.{64}/g, "$&\n"),
  "in base64 within JSON of lines": (value) =>
    JSON.stringify(base64(`${"x".repeat(50)}${value}`).replace(/.{64}/g, "$&\n")),
  "in base64 behind a word": (value) => `password/${base64(value)}`,
  "in base64 behind a word of another length": (value) => `passwords/${base64(value)}`,
  "in the middle of other base64": (value) => base64(`a${value}b`),
  gzipped: (value) => gzipSync(value),
  "gzipped with bytes around it": (value) => Buffer.concat([randomBytes(99), gzipSync(value), randomBytes(99)]),
  "gzipped and cut off": (value) => gzipSync(`${value}${randomBytes(2000).toString("hex")}`).subarray(0, 1500),
  "as in Helm's record": (value) => base64(base64(gzipSync(JSON.stringify({ config: { password: value } })))),
  "escaped for a URL": encodeURIComponent,
  "escaped for a form": (value) => new URLSearchParams({ password: value }).toString(),
  "escaped twice for a URL": (value) => encodeURIComponent(encodeURIComponent(value)),
  "escaped for JSON": JSON.stringify,
  "escaped for JSON as Go does": goJson,
  "as JSON within JSON": (value) => JSON.stringify(JSON.stringify({ value: goJson(value) })),
  "as a folded text": (value) => stringify({ text: `${"many words ".repeat(20)}${value}` }, { lineWidth: 40 }),
  "escaped for a URL within base64 within JSON": (value) =>
    JSON.stringify({ uri: base64(`postgres://user:${encodeURIComponent(value)}@host`) }),
};

function haystack(name: string, content: string | Buffer): Haystack {
  const noise = `{"metadata":{"uid":"${randomBytes(40).toString("base64")}"},"text":"%20 \\u0041 words"}\n`;
  return {
    name,
    content: Buffer.concat([Buffer.from(`${noise}value: `), Buffer.from(content), Buffer.from(`\n${noise}`)]),
  };
}

describe("the search for leaks", () => {
  for (const [name, pack] of Object.entries(packings)) {
    it(`finds a value ${name}`, () => {
      for (const [canary, value] of Object.entries(canaries)) {
        const found = findLeaks([haystack("it", pack(value))], canaries);
        assert.deepEqual(
          found.map((leak) => `${leak.canary} in ${leak.haystack}`),
          [`${canary} in it`],
        );
      }
    });

    it(`finds nothing where another value stands ${name}`, () => {
      const other = `canary ${randomBytes(12).toString("hex")}/+&`;
      assert.deepEqual(findLeaks([haystack("it", pack(other))], canaries), []);
    });
  }

  it("says where it was and what hid it", () => {
    const [leak] = findLeaks(
      [haystack("elsewhere", "nothing"), haystack("the log", base64(gzipSync(canaries.password)))],
      canaries,
    );
    assert.deepEqual(leak, { canary: "password", haystack: "the log", through: ["base64", "gzip"] });
  });

  it("searches three megabytes of objects within seconds of CPU time", function () {
    this.timeout(30_000);
    const object = () =>
      JSON.stringify({ name: randomBytes(30).toString("base64"), text: "a description with words in it ".repeat(9) });
    const content = Array.from({ length: 9_000 }, object).join(",");
    const start = process.cpuUsage();
    assert.deepEqual(findLeaks([{ name: "it", content }], canaries), []);
    const { user } = process.cpuUsage(start);
    assert.ok(user < 5e6, `${user / 1e6} s for ${content.length} bytes`);
  });
});
