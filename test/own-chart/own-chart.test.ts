import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { CHART_NAME, CHART_VERSION } from "../../chart-values/version";
import { isMap } from "../../common/maps";
import { chartValues } from "../../components/kube-prometheus-stack/values";
import { catalogue } from "../../sandbox/tools/catalogue";
import { DEPLOYED } from "../../sandbox/tools/release/table";
import { preparePromtool, promtool } from "../alerts/promtool";
import { configWith } from "../program/config.fixture";

const folder = join(__dirname, "../../sandbox/own-chart/kube-prometheus-stack");
const read = (...path: string[]) => readFileSync(join(folder, ...path), "utf8");

const ruleIndex = z.array(
  z.strictObject({
    name: z.string(),
    switch: z.string(),
    needs: z.array(z.string()).optional(),
    runbook: z.string().optional(),
  }),
);
const ruleFile = z.strictObject({
  groups: z.array(
    z.strictObject({
      name: z.string(),
      rules: z.array(
        z.union([
          z.strictObject({ record: z.string(), expr: z.string() }),
          z.strictObject({
            alert: z.string(),
            expr: z.string(),
            for: z.string().optional(),
            labels: z.strictObject({ severity: z.enum(["critical", "warning", "info", "none"]) }),
            annotations: z.strictObject({ summary: z.string(), description: z.string() }),
          }),
        ]),
      ),
    }),
  ),
});

describe("the own chart", () => {
  const values = z.record(z.string(), z.unknown()).parse(parse(read("values.yaml"), { merge: true }));

  it("stands for the version of the real chart that the program's values are typed for", () => {
    const { name, version } = z.object({ name: z.string(), version: z.string() }).parse(parse(read("Chart.yaml")));
    assert.deepEqual([name, version], [CHART_NAME, `${CHART_VERSION}+own`]);
  });

  it("has the operator that the sandbox runs, but for a patch, and the Alertmanager that the tools are compared with", () => {
    const { appVersion } = z.object({ appVersion: z.string() }).parse(parse(read("Chart.yaml")));
    const operator = catalogue.find(({ name }) => name === "prometheus-operator")?.version;
    assert.equal(appVersion.replace(/\.\d+$/, ""), `v${operator?.replace(/\.\d+$/, "")}`);
    const { alertmanager } = z
      .object({ alertmanager: z.object({ alertmanagerSpec: z.object({ image: z.object({ tag: z.string() }) }) }) })
      .parse(values);
    assert.equal(alertmanager.alertmanagerSpec.image.tag, `v${DEPLOYED.alertmanager}`);
  });

  it("honours every value that the program sets", () => {
    // Everything that only some stacks have.
    const slack = { alerts: { channel: "#alerts", webhook: { secret: "slack" } } };
    const config = configWith({
      prometheus: {
        replicas: 2,
        roleArn: "arn:aws:iam::111122223333:role/prometheus",
        remoteWrite: [{ name: "amp", url: "https://amp.example.org", sigv4: { region: "eu-central-1" } }],
      },
      alertmanager: { replicas: 2, slack },
      grafana: {
        host: "grafana.example.org",
        admin: { password: { secret: "grafana" } },
        oauth: {
          provider: "google",
          clientId: { secret: "oauth" },
          clientSecret: { secret: "oauth" },
          allowedDomains: ["example.org"],
        },
      },
      placement: { nodeSelector: { pool: "monitoring" }, tolerations: [{ key: "dedicated" }] },
      imageRegistry: "registry.example.org",
      labels: { team: "platform" },
      retainVolumes: true,
    });
    const unknown = leaves(chartValues(config)).filter((path) => !isKnown(path, values) && !readByTemplates(path));
    assert.deepEqual(unknown, []);
  });

  it("has a rule file for each entry of its index, and an entry for each file", () => {
    const names = ruleIndex.parse(parse(read("files/rules.yaml"))).map(({ name }) => `${name}.yaml`);
    assert.deepEqual(names.sort(), readdirSync(join(folder, "files/rules")).sort());
  });

  it("has a switch, and the values it needs, for every rule file", () => {
    const { rules } = z.object({ rules: z.record(z.string(), z.boolean()) }).parse(values.defaultRules);
    for (const entry of ruleIndex.parse(parse(read("files/rules.yaml")))) {
      assert.ok(entry.switch in rules, `${entry.name}: defaultRules.rules.${entry.switch} is not in values.yaml`);
      for (const key of entry.needs ?? []) assert.ok(key in values, `${entry.name}: ${key} is not in values.yaml`);
    }
  });

  for (const entry of ruleIndex.parse(parse(read("files/rules.yaml")))) {
    it(`has complete rules in ${entry.name}, with a folder of runbooks for alerts`, () => {
      const { groups } = ruleFile.parse(parse(read("files/rules", `${entry.name}.yaml`)));
      const alerts = groups.flatMap(({ rules }) => rules).filter((rule) => "alert" in rule);
      assert.equal(entry.runbook !== undefined, alerts.length > 0);
    });
  }
});

describe("the own chart's rules", () => {
  before(preparePromtool);

  it("are accepted by promtool", async () => {
    const files = readdirSync(join(folder, "files/rules")).map((file) => join(folder, "files/rules", file));
    await promtool(["check", "rules", "--lint-fatal", ...files]);
  });
});

/** Paths of everything that is set, without looking into lists. */
function leaves(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  return isMap(value) ? Object.entries(value).flatMap(([key, child]) => leaves(child, [...path, key])) : [path];
}

/** Whether values.yaml names the path, or hands on everything below one of its parents. */
function isKnown(path: readonly string[], values: unknown): boolean {
  const [key, ...rest] = path;
  if (key === undefined) return true;
  if (!isMap(values)) return false;
  if (Object.keys(values).length === 0) return true;
  return key in values && isKnown(rest, values[key]);
}

/** Paths that are honoured, or rightly not, without a default in values.yaml: the real chart has none either. */
function readByTemplates(path: readonly string[]): boolean {
  const spelt = path.join(".");
  return (
    /^grafana\.persistence\.(storageClassName|annotations)/.test(spelt) ||
    /^grafana\.grafana\.ini\./.test(spelt) ||
    /^alertmanager\.config\./.test(spelt) ||
    // Fields of the operator's resources that are handed on where they are set.
    /^prometheus\.prometheusSpec\.(podMetadata|remoteWrite|replicaExternalLabelName)(\.|$)/.test(spelt) ||
    /^alertmanager\.alertmanagerSpec\.(podMetadata\.|additionalArgs$)/.test(spelt) ||
    // Switches of rules and of a test that this chart lacks.
    /^defaultRules\.rules\./.test(spelt) ||
    spelt === "grafana.testFramework.enabled"
  );
}
