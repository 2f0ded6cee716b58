/** What a preview with the policy pack refuses. That both stacks pass it: test/stacks. */
import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PulumiError } from "../../sandbox/engine/pulumi";
import { PROJECT_FOLDER } from "../../sandbox/session/session";
import { previewProgram, previewStack } from "./preview.fixture";

/** A password that no line of output may repeat. */
const CANARY = "canary-7d10b2";

describe("a preview with the policy pack", function () {
  this.timeout(300_000);
  let dir: string;
  before(() => (dir = mkdtempSync(join(tmpdir(), "policies-"))));
  after(() => rmSync(dir, { recursive: true, force: true }));

  /** What a stack may break, by the rule that says so. Each row is one preview. */
  const broken: readonly (readonly [Record<string, unknown>, Readonly<Record<string, RegExp>>])[] = [
    [
      {
        "monitoring:prometheus": { retention: "16d", storage: "51Gi" },
        "monitoring:extraValues": { grafana: { adminPassword: CANARY } },
        "monitoring:grafana": {
          host: "grafana.staging.qualisys.io",
          admin: { password: { secret: "qualisys/staging/grafana-admin", key: "password" }, generate: true },
          ingress: { className: "alb" },
        },
      },
      {
        "ingress-tls": /spec\.ingressClassName is alb; TLS is known only of ingress-nginx/,
        "prometheus-retention": /retention is 16d; the limit is 15d/,
        "prometheus-storage": /storage is 51Gi; the limit is 50Gi/,
        "no-plaintext-secret": /values\.grafana\.adminPassword holds a secret in plain text \(not shown\)/,
      },
    ],
    [
      {
        "monitoring:prometheus": { retentionSize: "51GB", replicas: 3 },
        "monitoring:extraValues": { grafana: { persistence: { size: "50Gi" } } },
      },
      {
        "prometheus-retention-size": /retentionSize is 51GB; the limit is its volume of 50Gi/,
        "namespace-storage":
          /The volumes of namespace monitoring are 202Gi together \(.*prometheus 3 x 50Gi.*the limit is 200Gi/,
      },
    ],
  ];
  /** Which resource breaks a rule, where it is not the release. */
  const RESOURCES: Readonly<Record<string, string>> = {
    "namespace-storage": "",
    "ingress-tls": "kubernetes:networking\\.k8s\\.io/v1:Ingress: ",
  };
  for (const [overrides, sentences] of broken) {
    const rules = Object.keys(sentences);
    it(`fails on ${rules.join(", ")}, naming each rule, the value unless it is secret, and the limit`, async () => {
      const { message, output } = await failure(previewStack(dir, "staging", overrides));
      const named = [...message.matchAll(/^Policy (\S+) /gm)].map(([, rule]) => rule);
      assert.deepEqual(named.toSorted(), rules.toSorted(), message);
      for (const [rule, sentence] of Object.entries(sentences)) {
        // The volumes of a namespace are of several resources; each other rule names the one that breaks it.
        const resource = RESOURCES[rule] ?? "kubernetes:helm\\.sh/v3:Release: stack-release\\)";
        assert.match(output, new RegExp(`\\[mandatory\\] +${rule} +\\(${resource}`));
        assert.match(message, sentence);
      }
      assert.ok(!output.includes(CANARY), "the output repeats the secret");
    });
  }

  it("fails on a value that is known only after the deployment", async () => {
    const { message } = await failure(previewProgram(dir, { later: true }));
    assert.match(
      message,
      /^Policy prometheus-retention .*\n.*\n {2}spec\.retention is not known before the deployment.*the limit is 15d/m,
    );
  });

  it("fails on a server in a chart of charts, and on a patch, as on one of the chart's", async () => {
    for (const [form, resource] of [
      ["umbrella", "kubernetes:helm\\.sh/v3:Release: umbrella"],
      ["patch", "kubernetes:monitoring\\.coreos\\.com/v1:PrometheusPatch: patch"],
    ] as const) {
      const { output } = await failure(previewProgram(dir, { form }));
      assert.match(output, new RegExp(`\\[mandatory\\] +prometheus-retention +\\(${resource}\\)`), form);
      assert.match(output, /retention is 90d; the limit is 15d/, form);
    }
  });

  it("fails on a Pulumi secret outside a Kubernetes Secret, whatever its name", async () => {
    const { message, output } = await failure(previewProgram(dir, { greeting: CANARY }));
    assert.match(message, /^Policy no-plaintext-secret .*\n.*\n {2}data(\.text)? is a Pulumi secret \(not shown\)/m);
    assert.ok(!output.includes(CANARY), "the output repeats the secret");
  });

  it("takes a lower limit from the pack's configuration, and refuses a higher one", async () => {
    const file = join(dir, "config.json");
    const withLimit = (maxDays: number) => {
      writeFileSync(file, JSON.stringify({ "prometheus-retention": { maxDays } }));
      return failure(
        previewProgram(dir, {}, ["--policy-pack", join(PROJECT_FOLDER, "policies"), "--policy-pack-config", file]),
      );
    };
    assert.match((await withLimit(14)).message, /spec\.retention is 15d; the limit is 14d/);
    assert.match((await withLimit(16)).output, /maxDays.*(less than or equal to 15|15)/);
  });

  it("uses an edited rule at once: there is no build that could be older", async () => {
    const project = join(dir, "project");
    for (const folder of ["policies", "start", "common", "units", "chart-values", "secrets"])
      cpSync(join(PROJECT_FOLDER, folder), join(project, folder), { recursive: true });
    mkdirSync(project, { recursive: true });
    symlinkSync(join(PROJECT_FOLDER, "node_modules"), join(project, "node_modules"));
    const pack = ["--policy-pack", join(project, "policies")];
    assert.match(await previewProgram(dir, {}, pack), /✅/);

    const rule = join(project, "policies", "rules", "prometheus-retention.ts");
    writeFileSync(rule, readFileSync(rule, "utf8").replaceAll("15, minimum", "3, minimum"));
    assert.match((await failure(previewProgram(dir, {}, pack))).message, /spec\.retention is 15d; the limit is 3d/);
  });
});

/** The error of a preview that has to fail. */
async function failure(run: Promise<string>): Promise<PulumiError> {
  const error = await run.then(
    () => new Error("the preview passed"),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof PulumiError, String(error));
  return error;
}
