import assert from "node:assert/strict";
import { parse } from "yaml";
import { configKeys, keysBelow, propertiesOf, schemaRoot } from "../../config/keys";
import { sizedConfigSchema } from "../../config/schema";
import { alternatives, exampleStackFile } from "../../scripts/config-example";
import { keyCases, referenceCase, type KeyCase } from "./config-cases";
import { changed, exampleValues, sentences, valueAt } from "./config-example.fixture";

const keys = configKeys();
const spelled = (path: string) => `monitoring:${path.replaceAll("[]", "[0]")}`;

/** The cases of a key. */
function casesOf({ path, type }: { readonly path: string; readonly type: string }): KeyCase {
  const own = keyCases[path] ?? { wrong: [] };
  return type === "secret"
    ? { wrong: [...referenceCase.wrong, ...own.wrong], right: [...(referenceCase.right ?? []), ...(own.right ?? [])] }
    : own;
}

/** What a reader needs: the whole key, what is allowed, nothing of zod's, and no secret. */
function assertSentence(sentence: string, says: RegExp, key: string): void {
  assert.match(sentence, says);
  assert.ok(sentence.includes(key), `${sentence} does not name ${key}`);
  assert.match(sentence, /must|there may be|is not among the values of|takes .* there/);
  assert.doesNotMatch(sentence, /Invalid|expected|Unrecognized|hunter2|HUNTER2/);
}

describe("the example of a stack file", () => {
  it("is a right configuration", () => assert.deepEqual(sentences(exampleValues()), []));

  for (const alternative of alternatives) {
    it(`is right with ${alternative.key} too`, () => assert.deepEqual(sentences(exampleValues(alternative)), []));
  }

  it("has every key, commented out or not", () => {
    const text = exampleStackFile();
    assert.deepEqual(
      keys
        .filter(
          ({ path, description }) =>
            !text.includes(`# ${description} (`) ||
            !text.includes(`${path.split(".").at(-1)?.replace("[]", "") ?? ""}:`),
        )
        .map(({ path }) => path),
      [],
    );
  });
});

describe("a key of the configuration", () => {
  it("has wrong values in the table, and the table no key that does not exist", () => {
    assert.deepEqual(Object.keys(keyCases).sort(), keys.map(({ path }) => path).sort());
    assert.deepEqual(
      keys.filter((key) => casesOf(key).wrong.length === 0).map(({ path }) => path),
      [],
    );
  });

  for (const key of keys) {
    const { wrong, right = [] } = casesOf(key);
    for (const [value, says] of wrong) {
      it(`${key.path} is not ${JSON.stringify(value).slice(0, 60)}`, () => {
        const found = sentences(changed(key.path, value));
        assert.equal(found.length, 1, found.join("\n"));
        const parent = spelled(key.path).split(".").slice(0, -1).join(".");
        assertSentence(
          found[0] ?? "",
          says,
          found[0]?.includes(spelled(key.path)) === true ? spelled(key.path) : parent,
        );
      });
    }
    for (const value of right) {
      it(`${key.path} may be ${JSON.stringify(value).slice(0, 60)}`, () =>
        assert.deepEqual(sentences(changed(key.path, value)), []));
    }
  }

  for (const { path, default: documented } of keys.filter(({ node }) => node.default !== undefined)) {
    it(`${path} is ${documented} where it is left out, as the documentation says`, () => {
      const config = sizedConfigSchema.parse(changed(path, undefined));
      assert.deepEqual(valueAt(config, path), parse(documented));
    });
  }

  for (const { path } of keysBelow(schemaRoot(), "").filter(
    ({ node, path }) => node.type === "object" && propertiesOf(node).length > 0 && keyCases[path] === undefined,
  )) {
    it(`${path} is a map and no text`, () => {
      const found = sentences(changed(path, "hunter2"));
      assert.equal(found.length, 1, found.join("\n"));
      assertSentence(found[0] ?? "", /is a text; it must be a map of keys and values/, spelled(path));
    });
  }

  for (const { path } of keys.filter(({ default: value }) => value === "required")) {
    it(`${path} is missed where it is left out`, () => {
      const found = sentences(changed(path, undefined));
      assert.equal(found.length, 1, found.join("\n"));
      assertSentence(found[0] ?? "", /is missing; it must/, spelled(path));
    });
  }
});
