import assert from "node:assert/strict";
import { noPlaintextSecret } from "../../policies/rules/no-plaintext-secret";
import {
  configMap,
  deployment,
  findings,
  release,
  UNKNOWN_TEXT,
  withContainer,
  withInput,
  withValue,
  type Fixture,
} from "./fixtures";

const evaluate = (fixture: Fixture) => findings(noPlaintextSecret, fixture);

/** A value that no message may repeat. */
const CANARY = "canary-5e1f0c";

describe("no-plaintext-secret", () => {
  const ini = (section: string, key: string, value: string) =>
    withValue(["grafana", "grafana.ini", section, key], value);
  const line = (text: string) => withInput(configMap, ["data", "settings.yaml"], text);

  const allowed: Readonly<Record<string, Fixture>> = {
    "references to Secrets in values": release,
    "references to Secrets in a workload": deployment,
    "names of files that hold a secret": configMap,
    "a variable of Grafana": ini("auth.google", "client_secret", "$__file{/etc/secrets/client}"),
    "an empty password": withValue(["grafana", "adminPassword"], ""),
    "a variable of the container in an argument": withContainer(
      ["args"],
      ["--redis.password=$(PASSWORD)", "--redis.password-file=/secrets/password"],
    ),
    "a variable of the container in an address": withContainer(["env", 0], {
      name: "DSN",
      value: "postgresql://reader:$(PASSWORD)@db:5432/app",
    }),
    "a certificate": line("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"),
    "a text about tokens": line("description: The token of the service is about to expire\n"),
    "the API address of an OAuth provider": ini("auth.generic_oauth", "api_url", "https://id.qualisys.io/userinfo"),
    "a Kubernetes Secret": { type: "kubernetes:core/v1:Secret", props: { stringData: { password: CANARY } } },
    "what other providers keep": {
      type: "aws:secretsmanager/secretVersion:SecretVersion",
      props: { secretString: `{"password":"${CANARY}"}` },
    },
  };
  for (const [what, fixture] of Object.entries(allowed))
    it(`allows ${what}`, () => assert.deepEqual(evaluate(fixture), []));

  const alertmanager = (keys: readonly (string | number)[], value: unknown) =>
    withValue(["alertmanager", "config", ...keys], value);
  const refused: Readonly<Record<string, readonly [Fixture, string]>> = {
    "Grafana's admin password": [withValue(["grafana", "adminPassword"], CANARY), "values.grafana.adminPassword"],
    "an OAuth client's secret": [
      ini("auth.google", "client_secret", CANARY),
      "values.grafana.grafana.ini.auth.google.client_secret",
    ],
    "Grafana's signing key": [ini("security", "secret_key", CANARY), "values.grafana.grafana.ini.security.secret_key"],
    "the password of a mail server": [ini("smtp", "password", CANARY), "values.grafana.grafana.ini.smtp.password"],
    "a data source's secret": [
      withValue(["grafana", "additionalDataSources"], [{ name: "x", secureJsonData: { httpHeaderValue1: CANARY } }]),
      "values.grafana.additionalDataSources[0].secureJsonData.httpHeaderValue1",
    ],
    "variables that the chart makes a Secret of": [
      withValue(["grafana", "envRenderSecret"], { ANY: CANARY }),
      "values.grafana.envRenderSecret.ANY",
    ],
    "a Secret that the chart makes": [
      withValue(["prometheus", "extraSecret"], { data: { any: CANARY } }),
      "values.prometheus.extraSecret.data.any",
    ],
    "a Slack address": [
      alertmanager(["global", "slack_api_url"], `https://example.org/${CANARY}`),
      "values.alertmanager.config.global.slack_api_url",
    ],
    "a receiver's Slack address": [
      alertmanager(["receivers", 0, "slack_configs", 0, "api_url"], `https://example.org/${CANARY}`),
      "values.alertmanager.config.receivers[0].slack_configs[0].api_url",
    ],
    "a Slack webhook anywhere": [
      withValue(["commonLabels"], { any: `https://hooks.slack.com/services/${CANARY}` }),
      "values.commonLabels.any",
    ],
    "a password of basic authentication": [
      withValue(["prometheus", "prometheusSpec", "remoteWrite"], [{ basic_auth: { username: "u", password: CANARY } }]),
      "values.prometheus.prometheusSpec.remoteWrite[0].basic_auth.password",
    ],
    "a bearer token": [
      withValue(["prometheus", "prometheusSpec", "remoteWrite"], [{ bearerToken: CANARY }]),
      "values.prometheus.prometheusSpec.remoteWrite[0].bearerToken",
    ],
    "a bearer token in a header": [
      withValue(
        ["prometheus", "prometheusSpec", "remoteWrite"],
        [{ headers: { Authorization: `Bearer ${CANARY}${CANARY}` } }],
      ),
      "values.prometheus.prometheusSpec.remoteWrite[0].headers.Authorization",
    ],
    "a Secret among the chart's extra manifests": [
      withValue(["extraManifests"], [{ apiVersion: "v1", kind: "Secret", stringData: { any: CANARY } }]),
      "values.extraManifests[0].stringData.any",
    ],
    "a password of a container": [
      withContainer(["env", 0], { name: "DB_PASSWORD", value: CANARY }),
      "spec.template.spec.containers[0].env[0].value",
    ],
    "a password in an address": [
      withContainer(["env", 0], { name: "DSN", value: `postgresql://reader:${CANARY}@db:5432/app` }),
      "spec.template.spec.containers[0].env[0].value",
    ],
    "a password in a connection string": [
      withContainer(["env", 0], { name: "DSN", value: `host=db password=${CANARY} user=reader` }),
      "spec.template.spec.containers[0].env[0].value",
    ],
    "a password in an argument": [
      withContainer(["args"], [`--redis.password=${CANARY}`]),
      "spec.template.spec.containers[0].args[0]",
    ],
    "a password in a text": [line(`user: reader\npassword: "${CANARY}"\n`), "data.settings.yaml"],
    "a Slack address in a text": [
      line(`global:\n  slack_api_url: https://example.org/${CANARY}\n`),
      "data.settings.yaml",
    ],
    "a private key in a text": [line(`-----BEGIN RSA PRIVATE KEY-----\n${CANARY}\n`), "data.settings.yaml"],
    "an AWS access key": [line(`id=AKIA${"A1".repeat(8)}`), "data.settings.yaml"],
    "a GitHub token": [line(`x ghp_${"a1".repeat(18)}`), "data.settings.yaml"],
    "a Grafana token": [line(`x glsa_${"a1".repeat(16)}`), "data.settings.yaml"],
    "a Slack token": [line(`x xoxb-${"1".repeat(12)}`), "data.settings.yaml"],
    "a JSON web token": [line(`x eyJ${"a".repeat(12)}.eyJ${"b".repeat(12)}.${"c".repeat(12)}`), "data.settings.yaml"],
  };
  for (const [what, [fixture, path]] of Object.entries(refused)) {
    it(`refuses ${what}, names the place and hides the value`, () => {
      const found = evaluate(fixture);
      assert.equal(found.length, 1, found.join("\n"));
      assert.ok(found[0]?.startsWith(`${path} holds `), found[0]);
      assert.match(found.join(), /in plain text \(not shown\)/);
      assert.ok(!found.join().includes(CANARY), "the message repeats the secret");
    });
  }

  it("refuses a password that is not known before the deployment", () => {
    assert.match(
      evaluate(withValue(["grafana", "adminPassword"], UNKNOWN_TEXT)).join(),
      /^values\.grafana\.adminPassword is not known before the deployment/,
    );
  });
  it("takes other values that are not known as they are", () =>
    assert.deepEqual(evaluate(withValue(["commonLabels"], { any: UNKNOWN_TEXT })), []));
});
