/** Every shape of a secret in every input of both stacks: refused without being repeated, or, in the chart's own values, masked everywhere. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { parseConfig, type RawConfig } from "../../config/load";
import { rawConfig } from "../../config/stack-file";
import { PROJECT_FOLDER } from "../../render/program";
import { PulumiError } from "../../sandbox/engine/pulumi";
import { pullRequestComment } from "../../scripts/pull-request-comment";
import { previewStack } from "../policies/preview.fixture";
import { copyProject, type ProjectCopy } from "../report/project-copy";
import { CANARY, secretNames, secretTexts, secretValues } from "./corpus";

const STACKS = ["staging", "production"];

/** Parts of the texts that show that one of them was repeated. */
const NEEDLES = [CANARY, CANARY.toUpperCase(), Buffer.from(`:${CANARY}`).toString("base64").slice(4, 14), "12345678901"];

function assertHidden(text: string, where: string): void {
  for (const needle of NEEDLES) {
    const at = text.indexOf(needle);
    assert.equal(at, -1, `${where}: ${text.slice(Math.max(0, at - 80), at + 40)}`);
  }
}

/** Paths of all values of a configuration, one for each item and key. */
function pathsOf(value: unknown, path: readonly (string | number)[] = []): readonly (readonly (string | number)[])[] {
  if (typeof value !== "object" || value === null) return [path];
  const entries: readonly (readonly [string | number, unknown])[] = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return entries.flatMap(([key, inner]) => pathsOf(inner, [...path, key]));
}

/** The configuration with a text at a path. */
function planted(config: Readonly<Record<string, unknown>>, [first = "", ...rest]: readonly (string | number)[], text: unknown): RawConfig {
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
  const files = [...STACKS.map((stack) => join(PROJECT_FOLDER, `Pulumi.${stack}.yaml`)), join(PROJECT_FOLDER, "docs", "stack.example.yaml")];
  return files.map((file) => [file, (parse(readFileSync(file, "utf8")) as { config: Record<string, unknown> }).config] as const);
}

describe("a secret in an input of the configuration", function () {
  this.timeout(120_000);

  for (const [file, config] of configurations()) {
    it(`is refused at every key of ${file.split("/").at(-1)}, in one sentence that does not repeat it`, () => {
      const paths = pathsOf(config).filter(([first]) => String(first).startsWith("monitoring:") && first !== "monitoring:extraValues");
      assert.ok(paths.length > 20, "there are inputs");
      const texts = Object.entries(secretTexts);
      for (const [number, path] of paths.entries()) {
        // Each key with a part of the texts, each text at a part of the keys.
        for (const [name, text] of texts.filter((_, index) => index % 20 === number % 20)) {
          const where = `${path.join(".")}: ${name}`;
          assert.throws(() => parseConfig(planted(config, path, text)), (error: Error) => {
            assertHidden(error.message, where);
            assert.ok(!error.message.includes(text), where);
            assert.match(error.message, /^The stack's configuration is not usable:\n {2}- /);
            return true;
          }, where);
        }
      }
    });
  }

  it("is not repeated as a key", () => {
    const [, config] = configurations()[0] ?? assert.fail("there is a stack");
    for (const [name, text] of Object.entries(secretTexts)) {
      for (const above of ["monitoring:grafana", "monitoring:labels", "monitoring:extraValues"]) {
        const given = { ...config, [above]: { ...(config[above] as object | undefined), [text]: "x" } };
        assert.throws(() => parseConfig(rawConfig(given)), (error: Error) => (assertHidden(error.message, `${above}: ${name}`), true));
      }
    }
  });
});

/** Chart values with every text in them, in each way in which values are written, and with every name of a secret. */
function valuesWithSecrets(): Record<string, unknown> {
  const texts = Object.values(secretTexts);
  const named = secretNames.flatMap((name) => Object.values(secretValues).map((value, index) => [`${index}.${name}`, value] as const));
  return {
    grafana: {
      "grafana.ini": { database: { url: texts[0] }, "auth.generic_oauth": Object.fromEntries(named), texts: Object.fromEntries(texts.map((text, index) => [`setting_${index}`, text])) },
      podAnnotations: Object.fromEntries(texts.map((text, index) => [`example.org/${index}`, text])),
      env: Object.fromEntries(texts.map((text, index) => [`SETTING_${index}`, text])),
      envRenderSecret: { ANY: CANARY },
    },
    alertmanager: {
      config: { receivers: [{ name: "own", webhook_configs: texts.map((url) => ({ url })), slack_configs: [{ api_url: `https://example.org/${CANARY}` }] }] },
      templateFiles: { "own.tmpl": texts.join("\n") },
    },
    prometheus: {
      prometheusSpec: {
        additionalScrapeConfigs: [{ job_name: "own", authorization: { credentials: CANARY }, basic_auth: { username: "u", password: `$${CANARY}` } }],
        additionalArgs: [{ name: "x.password", value: CANARY }],
        containers: [{ name: "own", args: texts.flatMap((text) => ["--setting", text]), command: ["--password", CANARY], env: secretNames.map((name) => ({ name, value: CANARY })) }],
        externalLabels: Object.fromEntries(texts.map((text, index) => [`own_${index}`, text])),
      },
    },
    extraManifests: [{ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "own" }, data: { "own.yaml": stringify({ texts, password: CANARY }) } }],
  };
}

for (const stack of STACKS) {
  describe(`secrets in the chart values of ${stack}`, function () {
    this.timeout(240_000);
    let folder: string;
    let copy: ProjectCopy;
    before(() => {
      folder = mkdtempSync(join(tmpdir(), "secrets-"));
      copy = copyProject();
      const file = join(copy.folder, `Pulumi.${stack}.yaml`);
      const content = parse(readFileSync(file, "utf8")) as { config: Record<string, unknown> };
      writeFileSync(file, stringify({ ...content, config: { ...content.config, "monitoring:extraValues": valuesWithSecrets() } }));
      copy.git("commit", "--quiet", "--all", "--message=with secrets");
    });
    afterEach(() => copy.reset());
    after(() => {
      copy.remove();
      rmSync(folder, { recursive: true, force: true });
    });

    /** The report of the working tree against a revision. */
    function report(revision: string): string {
      const { code, stdout, stderr } = copy.preview("--markdown", "--stack", stack, "--against", revision);
      assert.equal(code, 0, stderr);
      assert.match(stdout, /\[secret\]/, "the values are in it");
      return stdout;
    }

    function takeSecretsOut(): void {
      copy.edit(`Pulumi.${stack}.yaml`, /monitoring:extraValues:/, "monitoring:extraValues: {}\n  other:extraValues:");
    }

    it("are in no rendered file", () => {
      const { files } = copy.render(stack, join(folder, "rendered"));
      for (const [path, text] of files) assertHidden(text, path);
      // What is around them is there.
      assert.match(files.get("values.yaml") ?? "", /url: "\[secret\]"/);
    });

    it("are in no report and no comment where they are added", () => {
      const added = report("HEAD~1");
      assertHidden(added, "the report");
      assertHidden(pullRequestComment({ stack, outcome: "failure", output: Object.values(secretTexts).join("\n\n"), report: added, runUrl: "https://example.org/run" }), "the comment");
    });

    it("are in no report where they are taken out", () => {
      takeSecretsOut();
      assertHidden(report("HEAD"), "the report");
    });

    it("are in no report against a revision that masks less", () => {
      copy.edit("render/files.ts", "withoutSecrets(resource.inputs)", "resource.inputs");
      copy.git("commit", "--quiet", "--all", "--message=masks nothing");
      copy.git("checkout", "--quiet", "HEAD~1", "--", "render/files.ts");
      takeSecretsOut();
      assertHidden(report("HEAD"), "the report");
    });

    it("are in no output of a preview and no file of the engine, and each is refused", async () => {
      const values = valuesWithSecrets();
      const error = await previewStack(folder, stack, { "monitoring:extraValues": values }).then(() => new Error("the preview passed"), (reason: unknown) => reason);
      assert.ok(error instanceof PulumiError, String(error));
      assertHidden(error.output, "the output");
      assertHidden(error.message, "the message");
      assert.match(error.output, /\[mandatory\] +no-plaintext-secret/);
      for (let index = 0; index < Object.keys(secretTexts).length; index += 1) {
        const path = `values.grafana.grafana.ini.texts.setting_${index} holds`;
        assert.ok(error.output.includes(path), `${Object.keys(secretTexts)[index]} is not refused`);
      }
    });
  });
}
