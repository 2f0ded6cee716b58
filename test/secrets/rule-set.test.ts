import assert from "node:assert/strict";
import { secretSpans } from "../../secrets/shapes";
import { secretTexts } from "./corpus";

/** Examples of the makers whose tokens the rule set knows and the corpus has no text of. */
const EXAMPLES: Readonly<Record<string, string>> = {
  "npm's configuration": `//registry.npmjs.org/:_authToken=npm_${"a1B2".repeat(9)}`,
  "AWS' secret access key": `AWS_SECRET_ACCESS_KEY = ${"wJalrXUtnFEMI/K7MDENG/bPxRfiCYzzzzzzzKEY"}`,
  Linear: `lin_api_${"a1B2".repeat(10)}`,
  Shopify: `shpat_${"0123abcd".repeat(4)}`,
  "1Password": `ops_eyJ${"a1B2".repeat(70)}`,
  MongoDB: "mongodb://user:hunter2hunter2@db.internal:27017/app",
  "basic authentication": "https://user:hunter2hunter2@api.internal/v1",
};

/**
 * What secretlint's recommended rules find has to be found here as well. It is a reference in the tests only: it is asynchronous and an
 * ES module, and knows fewer forms than this project meets.
 */
describe("what a maintained rule set finds", () => {
  it("is found here, too", async function () {
    this.timeout(60_000);
    const { lintSource } = await import("@secretlint/core");
    const { creator } = await import("@secretlint/secretlint-rule-preset-recommend");
    const missed: string[] = [];
    let found = 0;
    for (const [name, content] of Object.entries({ ...secretTexts, ...EXAMPLES })) {
      const options = { config: { rules: [{ id: "recommended", rule: creator, rules: [] }] } };
      const { messages } = await lintSource({
        source: { filePath: "values.txt", content, ext: ".txt", contentType: "text" },
        options,
      });
      found += messages.length > 0 ? 1 : 0;
      if (messages.length > 0 && secretSpans(content).length === 0) missed.push(name);
    }
    assert.deepEqual(missed, []);
    // Otherwise it was not asked rightly.
    assert.ok(found > 20, `the rule set finds ${found}`);
  });
});
