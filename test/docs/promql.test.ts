import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { preparePromtool, promtool } from "../alerts/promtool";
import { blocks, page } from "./markdown";

describe("docs/prometheus.md", () => {
  before(preparePromtool);

  const { text } = page("docs/prometheus.md");

  it("has queries that Prometheus understands", async () => {
    const queries = blocks(text, "promql");
    assert.ok(queries.length > 5, `only ${queries.length} queries were found`);
    const rules = queries.map((expr, index) => ({ record: `query_${index}`, expr }));
    const folder = await mkdtemp(join(tmpdir(), "docs-"));
    try {
      const file = join(folder, "queries.yaml");
      await writeFile(file, stringify({ groups: [{ name: "docs", rules }] }));
      await promtool(["check", "rules", file]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
