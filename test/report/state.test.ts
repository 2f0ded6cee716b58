import assert from "node:assert/strict";
import { renderFiles, type RenderedFiles } from "../../render/files";
import { readState, withKeysOf } from "../../report/sources/state";
import type { Editable } from "./fixture";

/** A value as the engine keeps a secret: encrypted, or with --show-secrets in plain text. */
const secret = (content: Record<string, string>) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  ...content,
});

const urn = (type: string, name: string) => `urn:pulumi:staging::monitoring::monitoring:index:Part$${type}::${name}`;
const resource = (type: string, name: string, inputs: unknown, id = `monitoring/${name}`) => ({
  urn: urn(type, name),
  type,
  custom: true,
  id,
  inputs,
});

const AWS_ID = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:qualisys/staging/grafana-admin-a1b2c3";

/** What `pulumi stack export` writes for a small stack. */
function exported(): Editable {
  return {
    version: 3,
    deployment: {
      resources: [
        {
          urn: "urn:pulumi:staging::monitoring::pulumi:pulumi:Stack::monitoring-staging",
          type: "pulumi:pulumi:Stack",
          custom: false,
          outputs: { grafanaUrl: "https://grafana.example.com", chartVersion: "88.5.3" },
        },
        {
          urn: urn("pulumi:providers:aws", "default"),
          type: "pulumi:providers:aws",
          custom: true,
          inputs: { region: "eu-central-1" },
        },
        resource("kubernetes:helm.sh/v3:Release", "stack-release", {
          chart: "kube-prometheus-stack",
          version: "88.5.3",
          atomic: true,
          skipAwait: false,
          description: "",
          timeout: 900,
          resourceNames: { "Secret/v1": ["x"] },
          values: {
            grafana: {
              enabled: false,
              podAnnotations: { "monitoring.qualisys.io/credentials-version": "d5832b25 a83b25d5" },
            },
            list: [],
          },
        }),
        resource("kubernetes:core/v1:Secret", "redis", {
          apiVersion: "v1",
          kind: "Secret",
          metadata: { name: "redis", namespace: "monitoring" },
          type: "Opaque",
          data: secret({ ciphertext: "v1:abc" }),
        }),
        resource("kubernetes:apps/v1:Deployment", "exporter", {
          apiVersion: "apps/v1",
          kind: "Deployment",
          metadata: { name: "exporter" },
          spec: {
            template: { metadata: { annotations: { "monitoring.qualisys.io/credentials-version": "d5832b25" } } },
          },
        }),
        resource(
          "aws:secretsmanager/secret:Secret",
          "grafana-secret",
          {
            __defaults: ["forceOverwriteReplicaSecret"],
            forceOverwriteReplicaSecret: false,
            name: "qualisys/staging/grafana-admin",
            region: "eu-central-1",
          },
          AWS_ID,
        ),
        resource(
          "aws:secretsmanager/secretVersion:SecretVersion",
          "grafana-version",
          { __defaults: [], secretId: AWS_ID, secretString: secret({ plaintext: '"hunter2"' }) },
          `${AWS_ID}|1`,
        ),
        resource(
          "random:index/randomPassword:RandomPassword",
          "grafana-password",
          { __defaults: ["lower"], length: 32, lower: true },
          "none",
        ),
      ],
    },
  };
}

/** The files of the state, after an edit of it. */
function files(edit: (state: Editable) => void = () => undefined): RenderedFiles {
  const state = exported();
  edit(state);
  return renderFiles(readState(state, "state.json").graph);
}

describe("a deployed state", () => {
  it("is that of the stack in its names", () => assert.equal(readState(exported(), "state.json").stack, "staging"));

  it("has a release without what the provider fills in", () =>
    assert.equal(
      files().get("release.yaml"),
      'atomic: true\nchart: kube-prometheus-stack\ncompat: "true"\ntimeout: 900\nversion: 88.5.3\n',
    ));

  it("has the chart values as they are, but for the version of a secret", () =>
    assert.equal(
      files().get("values.yaml"),
      "grafana:\n  enabled: false\n  podAnnotations:\n    monitoring.qualisys.io/credentials-version: rendered rendered\nlist: []\n",
    ));

  it("has no version for a chart on disk", () => {
    const rendered = files(({ deployment }) => (deployment.resources[2].inputs.chart = "/charts/own"));
    assert.doesNotMatch(rendered.get("release.yaml") ?? "", /version/);
    assert.equal(rendered.get("outputs.yaml"), "grafanaUrl: https://grafana.example.com\n");
  });

  it("has the version of a chart in a repository among its outputs", () =>
    assert.match(files().get("outputs.yaml") ?? "", /^chartVersion: 88\.5\.3$/m));

  it("has no version of a secret in a pod's annotations", () =>
    assert.match(files().get("manifests/deployment-exporter.yaml") ?? "", /credentials-version: rendered\n/));

  it("keeps that there is no secret", () =>
    assert.match(
      files(
        ({ deployment }) =>
          (deployment.resources[4].inputs.spec.template.metadata.annotations[
            "monitoring.qualisys.io/credentials-version"
          ] = "none"),
      ).get("manifests/deployment-exporter.yaml") ?? "",
      /credentials-version: none\n/,
    ));

  it("has no ids, regions and defaults of AWS", () => {
    assert.equal(
      files().get("manifests/secret-grafana-secret.yaml"),
      "name: qualisys/staging/grafana-admin\ntype: aws:secretsmanager/secret:Secret\n",
    );
    assert.match(files().get("manifests/secretversion-grafana-version.yaml") ?? "", /^secretId: grafana-secret-id$/m);
    assert.equal(
      files().get("manifests/randompassword-grafana-password.yaml"),
      "length: 32\ntype: random:index/randomPassword:RandomPassword\n",
    );
  });

  it("shows no secret, encrypted or not", () => {
    const text = [...files().values()].join("\n");
    assert.doesNotMatch(text, /hunter2|v1:abc|4dabf18193072939515e22adb298388d/);
    assert.match(text, /^secretString: "\[secret\]"$/m);
  });

  it("has no providers, and nothing that waits to be deleted", () => {
    const paths = [...files(({ deployment }) => (deployment.resources[4].delete = true)).keys()];
    assert.deepEqual(
      paths.filter((path) => /aws|default|deployment/.test(path)),
      [],
    );
  });

  it("takes over the keys of a Secret, which it does not know", () => {
    const path = "manifests/secret-monitoring-redis.yaml";
    const rendered =
      files().get(path)?.replace('stringData: "[secret]"\n', 'stringData:\n  a: "[secret]"\n  b: "[secret]"\n') ?? "";
    assert.equal(withKeysOf(new Map([[path, rendered]]), files()).get(path), rendered);
    assert.match(withKeysOf(new Map(), files()).get(path) ?? "", /^stringData: "\[secret\]"$/m);
  });

  it("has to be an exported one", () =>
    assert.throws(
      () => readState({ steps: [] }, "--against-state x"),
      /^Error: --against-state x is no exported state; write one with `pulumi stack export --file FILE`\.$/,
    ));

  it("has to hold something", () =>
    assert.throws(
      () => readState({ version: 3, deployment: {} }, "--against-state x"),
      /^Error: --against-state x holds no resources: the stack is not deployed/,
    ));
});
