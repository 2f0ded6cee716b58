/** Every shape of a secret in every input of both stacks: refused without being repeated. For the chart's own values see outputs.ts. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { parseConfig } from "../../config/load";
import type { RawConfig } from "../../config/raw";
import { rawConfig } from "../../config/stack-file";
import { PROJECT_FOLDER } from "../../render/program";
import { secretTexts } from "./corpus";
import { assertHidden } from "./hidden";

const STACKS = ["staging", "production"];

/** Paths of all values of a configuration, one for each item and key. */
function pathsOf(value: unknown, path: readonly (string | number)[] = []): readonly (readonly (string | number)[])[] {
  if (typeof value !== "object" || value === null) return [path];
  const entries: readonly (readonly [string | number, unknown])[] = Array.isArray(value)
    ? [...value.entries()]
    : Object.entries(value);
  return entries.flatMap(([key, inner]) => pathsOf(inner, [...path, key]));
}

/** The configuration with a text at a path. */
function planted(
  config: Readonly<Record<string, unknown>>,
  [first = "", ...rest]: readonly (string | number)[],
  text: unknown,
): RawConfig {
  const copy = structuredClone(config) as Record<string | number, unknown>;
  let inner = copy;
  let key = first;
  for (const step of rest) {
    inner = inner[key] as Record<string | number, unknown>;
    key = step;
  }
  inner[key] = text;
  return rawConfig(copy as Record<string, unknown>);
}

/** The example of a stack file has every key of the configuration; the two stacks have what is really deployed. */
function configurations(): readonly (readonly [string, Readonly<Record<string, unknown>>])[] {
  const files = [
    ...STACKS.map((stack) => join(PROJECT_FOLDER, `Pulumi.${stack}.yaml`)),
    join(PROJECT_FOLDER, "docs", "stack.example.yaml"),
  ];
  return files.map(
    (file) => [file, (parse(readFileSync(file, "utf8")) as { config: Record<string, unknown> }).config] as const,
  );
}

describe("a secret in an input of the configuration", function () {
  this.timeout(120_000);

  for (const [file, config] of configurations()) {
    it(`is refused at every key of ${file.split("/").at(-1)}, in one sentence that does not repeat it`, () => {
      const paths = pathsOf(config).filter(
        ([first]) => String(first).startsWith("monitoring:") && first !== "monitoring:extraValues",
      );
      assert.ok(paths.length > 20, "there are inputs");
      const texts = Object.entries(secretTexts);
      for (const [number, path] of paths.entries()) {
        // Each key with a part of the texts, each text at a part of the keys.
        for (const [name, text] of texts.filter((_, index) => index % 20 === number % 20)) {
          const where = `${path.join(".")}: ${name}`;
          assert.throws(
            () => parseConfig(planted(config, path, text)),
            (error: Error) => {
              assertHidden(error.message, where);
              assert.ok(!error.message.includes(text), where);
              assert.match(error.message, /^The stack's configuration is not usable:\n {2}- /);
              return true;
            },
            where,
          );
        }
      }
    });
  }

  it("is not repeated as a key", () => {
    const [, config] = configurations()[0] ?? assert.fail("there is a stack");
    for (const [name, text] of Object.entries(secretTexts)) {
      for (const above of ["monitoring:grafana", "monitoring:labels", "monitoring:extraValues"]) {
        const given = { ...config, [above]: { ...(config[above] as object | undefined), [text]: "x" } };
        assert.throws(
          () => parseConfig(rawConfig(given)),
          (error: Error) => (assertHidden(error.message, `${above}: ${name}`), true),
        );
      }
    }
  });
});
