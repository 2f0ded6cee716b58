/** Every shape of a secret in the chart values of a stack: refused by the policies, and masked in everything that people read. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { PulumiError } from "../../sandbox/engine/pulumi";
import { pullRequestComment } from "../../scripts/pull-request-comment";
import { previewStack } from "../policies/preview.fixture";
import { copyProject, type ProjectCopy } from "../report/project-copy";
import { CANARY, secretNames, secretTexts, secretValues } from "./corpus";
import { assertHidden } from "./hidden";

/** Chart values with every text in them, in each way in which values are written, and with every name of a secret. */
function valuesWithSecrets(): Record<string, unknown> {
  const texts = Object.values(secretTexts);
  const named = secretNames.flatMap((name) =>
    Object.values(secretValues).map((value, index) => [`${index}.${name}`, value] as const),
  );
  return {
    grafana: {
      "grafana.ini": {
        database: { url: texts[0] },
        "auth.generic_oauth": Object.fromEntries(named),
        texts: Object.fromEntries(texts.map((text, index) => [`setting_${index}`, text])),
      },
      podAnnotations: Object.fromEntries(texts.map((text, index) => [`example.org/${index}`, text])),
      env: Object.fromEntries(texts.map((text, index) => [`SETTING_${index}`, text])),
      envRenderSecret: { ANY: CANARY },
    },
    alertmanager: {
      config: {
        receivers: [
          {
            name: "own",
            webhook_configs: texts.map((url) => ({ url })),
            slack_configs: [{ api_url: `https://example.org/${CANARY}` }],
          },
        ],
      },
      templateFiles: { "own.tmpl": texts.join("\n") },
    },
    prometheus: {
      prometheusSpec: {
        additionalScrapeConfigs: [
          {
            job_name: "own",
            authorization: { credentials: CANARY },
            basic_auth: { username: "u", password: `$${CANARY}` },
          },
        ],
        additionalArgs: [{ name: "x.password", value: CANARY }],
        containers: [
          {
            name: "own",
            args: texts.flatMap((text) => ["--setting", text]),
            command: ["--password", CANARY],
            env: secretNames.map((name) => ({ name, value: CANARY })),
          },
        ],
        externalLabels: Object.fromEntries(texts.map((text, index) => [`own_${index}`, text])),
      },
    },
    extraManifests: [
      {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: "own" },
        data: { "own.yaml": stringify({ texts, password: CANARY }) },
      },
    ],
  };
}

/** Registers the checks of one stack. */
export function outputChecks(stack: string): void {
  describe(`secrets in the chart values of ${stack}`, function () {
    this.timeout(240_000);
    let folder: string;
    let copy: ProjectCopy;
    before(() => {
      folder = mkdtempSync(join(tmpdir(), "secrets-"));
      copy = copyProject();
      const file = join(copy.folder, `Pulumi.${stack}.yaml`);
      const content = parse(readFileSync(file, "utf8")) as { config: Record<string, unknown> };
      writeFileSync(
        file,
        stringify({ ...content, config: { ...content.config, "monitoring:extraValues": valuesWithSecrets() } }),
      );
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
      assertHidden(
        pullRequestComment({
          stack,
          outcome: "failure",
          output: Object.values(secretTexts).join("\n\n"),
          report: added,
          runUrl: "https://example.org/run",
        }),
        "the comment",
      );
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
      const error = await previewStack(folder, stack, { "monitoring:extraValues": values }).then(
        () => new Error("the preview passed"),
        (reason: unknown) => reason,
      );
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
