import assert from "node:assert/strict";
import { rules } from "../../policies/rules";
import { page, tableRows } from "./markdown";

describe("the documentation of the policies", () => {
  it("has a row for each rule as the pack has it, in its order", () => {
    const rows = tableRows(page("docs/policies.md").text).filter(([, level = ""]) =>
      ["mandatory", "advisory"].includes(level),
    );
    const wanted = rules.map(({ name, level, description, reason, limits }) => {
      const limit = Object.entries(limits).map(
        ([key, { default: value, maximum }]) => `\`${key}\` ${value}${maximum === value ? ", lower only" : ""}`,
      );
      return [`\`${name}\``, level, description, reason, limit.join(", ") || "none"];
    });
    assert.deepEqual(rows, wanted);
  });
});
