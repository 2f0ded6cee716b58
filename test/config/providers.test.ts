import assert from "node:assert/strict";
import { parseConfig } from "../../config/load";
import { rawConfig } from "../../config/stack-file";
import { minimalConfig } from "../program/config.fixture";

/** What is said of the smallest stack file with some keys set or, where undefined, left out. */
function sentences(changes: Readonly<Record<string, string | undefined>>): readonly string[] {
  const raw = Object.fromEntries(
    Object.entries({ ...minimalConfig, ...changes }).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    ),
  );
  try {
    parseConfig(raw);
    return [];
  } catch (error) {
    return (error as Error).message.split("\n  - ").slice(1);
  }
}

/** One sentence, without the values. */
function assertRefused(changes: Readonly<Record<string, string | undefined>>, says: RegExp): void {
  const found = sentences(changes);
  assert.equal(found.length, 1, found.join("\n"));
  assert.match(found[0] ?? "", says);
  assert.doesNotMatch(found.join(), /hunter2/);
}

const NO_CONTEXT = { "kubernetes:context": undefined };
const NO_REGION = { "aws:region": undefined };

describe("the cluster that a stack is deployed to", () => {
  it("is a context by its name, or a kubeconfig", () => {
    assert.deepEqual(sentences({}), []);
    assert.deepEqual(sentences({ ...NO_CONTEXT, "kubernetes:kubeconfig": "apiVersion: v1\nkind: Config\n" }), []);
    assert.deepEqual(sentences({ "kubernetes:kubeconfig": "apiVersion: v1\nkind: Config\n" }), []);
    assert.deepEqual(sentences({ "kubernetes:context": "arn:aws:eks:eu-central-1:111122223333:cluster/qualisys" }), []);
  });

  const absent: Readonly<Record<string, Readonly<Record<string, string | undefined>>>> = {
    "is missing": NO_CONTEXT,
    "is empty": { "kubernetes:context": "" },
    "is blank": { "kubernetes:context": " \t\n" },
    "has no value in YAML": rawConfig({ "kubernetes:context": null }),
    "is JSON's null": { "kubernetes:context": "null" },
    "is missing and the kubeconfig is empty": { ...NO_CONTEXT, "kubernetes:kubeconfig": "" },
    "is missing and the kubeconfig is blank": { ...NO_CONTEXT, "kubernetes:kubeconfig": "\n" },
    "is missing and other keys are there": {
      ...NO_CONTEXT,
      "kubernetes:cluster": "qualisys",
      "kubernetes:namespace": "monitoring",
    },
  };
  for (const [what, changes] of Object.entries(absent)) {
    it(`is not left to the current context where the context ${what}`, () =>
      assertRefused(
        changes,
        /^kubernetes:context is (missing|empty); it must be the name of a context in the kubeconfig/,
      ));
  }
});

describe("the region whose secrets are read", () => {
  for (const region of ["eu-central-1", "us-gov-west-1", "cn-north-1", "ap-southeast-2"])
    it(`may be ${region}`, () => assert.deepEqual(sentences({ "aws:region": region }), []));

  it("is not left to the environment where it is missing", () =>
    assertRefused(
      NO_REGION,
      /^aws:region is missing; it must be an AWS region such as eu-central-1, or the environment/,
    ));
  for (const region of ["", "  ", "null"])
    it(`is not left to the environment where it is ${JSON.stringify(region)}`, () =>
      assertRefused({ "aws:region": region }, /^aws:region is empty; it must be an AWS region/));

  for (const region of [
    "Frankfurt",
    "eu-central",
    "eu_central_1",
    "EU-CENTRAL-1",
    "eu-central-1a",
    " eu-central-1",
    "eu-central-1 ",
  ]) {
    it(`is refused as ${JSON.stringify(region)}`, () =>
      assertRefused(
        { "aws:region": region },
        new RegExp(`^aws:region is "${region}"; it must be an AWS region such as eu-central-1\\.$`),
      ));
  }
  for (const region of ['{"a":"hunter2"}', "eu-central-1\nhunter2", "hunter2/hunter2", "eu-central-1,us-east-1"]) {
    it(`is refused as ${JSON.stringify(region)}, which is not shown`, () =>
      assertRefused({ "aws:region": region }, /^aws:region holds a value that is not shown; it must be an AWS region/));
  }
});

describe("a key of a provider", () => {
  const known = {
    "aws:profile": "qualisys",
    "aws:defaultTags": '{"tags":{"team":"platform"}}',
    "aws:allowedAccountIds": '["111122223333"]',
    "aws:skipMetadataApiCheck": "true",
    "aws:secretKey": "hunter2",
    "aws:token": "hunter2",
    "kubernetes:enableServerSideApply": "true",
    "kubernetes:helmReleaseSettings": '{"driver":"secret"}',
  };
  it("is any that its package knows, whatever its value", () => assert.deepEqual(sentences(known), []));

  const unknown: readonly (readonly [key: string, meant: string])[] = [
    ["kubernetes:contxt", "kubernetes:context"],
    ["kubernetes:Context", "kubernetes:context"],
    ["kubernetes:CONTEXT", "kubernetes:context"],
    ["kubernetes:contexts", "kubernetes:context"],
    ["kubernetes:context ", "kubernetes:context"],
    ["kubernetes:kubeContext", "kubernetes:context"],
    ["kubernetes:currentContext", "kubernetes:context"],
    ["kubernetes:context.name", "kubernetes:context"],
    ["kubernetes:config:context", "kubernetes:context"],
    ["kubernetes:kubeConfig", "kubernetes:kubeconfig"],
    ["kubernetes:KUBECONFIG", "kubernetes:kubeconfig"],
    ["kubernetes:kube-config", "kubernetes:kubeconfig"],
    ["kubernetes:namespce", "kubernetes:namespace"],
    ["aws:Region", "aws:region"],
    ["aws:reigon", "aws:region"],
    ["aws:awsRegion", "aws:region"],
    ["aws:default_region", "aws:region"],
    ["aws:AWS_REGION", "aws:region"],
    ["aws:STSRegion", "aws:stsRegion"],
    ["aws:secret_key", "aws:secretKey"],
    ["aws:defaultTags.tags.team", "aws:defaultTags"],
  ];
  for (const [key, meant] of unknown) {
    it(`is refused as ${JSON.stringify(key)}, with what was meant`, () =>
      assertRefused(
        { [key]: "hunter2" },
        new RegExp(`^${key} is not a key of the (AWS|Kubernetes) provider; did you mean ${meant}\\?$`),
      ));
  }

  it("is refused with all that there are where it is like none", () =>
    assertRefused(
      { "kubernetes:xyzzy": "hunter2" },
      /^kubernetes:xyzzy is not a key of the Kubernetes provider; there may be alwaysRender, .*, upsertExistingObjects\.$/,
    ));

  it("that is misspelt is reported once, and not as missing besides", () => {
    assertRefused({ ...NO_CONTEXT, "kubernetes:contxt": "hunter2" }, /^kubernetes:contxt is not a key/);
    assertRefused({ ...NO_CONTEXT, "kubernetes:kubeConfig": "hunter2" }, /^kubernetes:kubeConfig is not a key/);
    assertRefused({ ...NO_REGION, "aws:reigon": "hunter2" }, /^aws:reigon is not a key/);
  });

  it("named as what every object in JavaScript has is none", () => {
    assertRefused({ "aws:constructor": "hunter2" }, /^aws:constructor is not a key/);
    assert.deepEqual(sentences({ "constructor:region": "x", "__proto__x:region": "x" }), []);
  });
});

describe("a prefix", () => {
  const slips: readonly (readonly [key: string, meant: string])[] = [
    ["kubernete:context", "kubernetes:context"],
    ["kubernets:context", "kubernetes:context"],
    ["kuberentes:context", "kubernetes:context"],
    ["Kubernetes:context", "kubernetes:context"],
    [" kubernetes:context", "kubernetes:context"],
    ["kubernetes :context", "kubernetes:context"],
    ["kubernetess:contxt", "kubernetes:context"],
    ["k8s:context", "kubernetes:context"],
    ["kube:kubeconfig", "kubernetes:kubeconfig"],
    ["asw:region", "aws:region"],
    ["AWS:region", "aws:region"],
    ["awss:region", "aws:region"],
    ["aw:reigon", "aws:region"],
    ["was:token", "aws:token"],
    ["amazon:region", "aws:region"],
    ["monitor:grafana", "monitoring:grafana"],
  ];
  for (const [key, meant] of slips) {
    it(`that is a slip is refused, as in ${JSON.stringify(key)}`, () =>
      assertRefused({ [key]: "hunter2" }, new RegExp(`^${key} is not used; .* did you mean ${meant}\\?$`)));
  }

  it("that is a slip is reported once, and the key not as missing besides", () => {
    assertRefused({ ...NO_CONTEXT, "kubernete:context": "hunter2" }, /^kubernete:context is not used/);
    assertRefused({ ...NO_REGION, "asw:region": "hunter2" }, /^asw:region is not used/);
  });

  for (const prefix of [
    "pulumi",
    "random",
    "datadog",
    "aws-native",
    "awsx",
    "aws-iam",
    "awx",
    "kubernetes-cert-manager",
    "kubernetes-ingress-nginx",
    "eks",
    "gcp",
    "azure",
    "oci",
    "ns1",
    "kafka",
    "tls",
    "qualisys",
  ]) {
    it(`of another package is left alone: ${prefix}`, () =>
      assert.deepEqual(sentences({ [`${prefix}:region`]: "x" }), []));
  }
});

describe("the ARN of a secret", () => {
  const arn = (region: string, partition = "aws") =>
    `arn:${partition}:secretsmanager:${region}:111122223333:secret:qualisys/x-AbC123`;
  const reference = (region: string) => ({ secret: arn(region), key: "a" });

  /** Every place that refers to a secret, in this region. */
  const everywhere = (region: string): Record<string, string> =>
    rawConfig({
      "monitoring:grafana": {
        host: "grafana.example.org",
        admin: { password: reference(region) },
        oauth: {
          provider: "google",
          clientId: reference(region),
          clientSecret: reference(region),
          allowedDomains: ["example.org"],
        },
      },
      "monitoring:alertmanager": {
        slack: {
          alerts: { channel: "#alerts", webhook: reference(region) },
          critical: { channel: "#critical", webhook: reference(region) },
        },
        heartbeat: { url: { secret: arn(region) } },
      },
      "monitoring:prometheus": {
        remoteWrite: [
          {
            name: "cloud",
            url: "https://push.example.net",
            basicAuth: { username: reference(region), password: reference(region) },
          },
          { name: "mimir", url: "https://mimir.example.net", bearerToken: { secret: arn(region) } },
        ],
      },
      "monitoring:databases": [{ name: "main", credentials: arn(region), caBundle: "system" }],
      "monitoring:caches": [{ name: "sessions", host: "redis.example.org", credentials: reference(region) }],
    });

  it("of the stack's region is right everywhere", () => assert.deepEqual(sentences(everywhere("eu-central-1")), []));

  it("of another region is refused everywhere, in one sentence each", () => {
    const found = sentences(everywhere("us-east-1"));
    assert.deepEqual(
      found.map((sentence) => sentence.split(" ")[0]),
      [
        "monitoring:alertmanager.heartbeat.url",
        "monitoring:alertmanager.slack.alerts.webhook",
        "monitoring:alertmanager.slack.critical.webhook",
        "monitoring:caches[0].credentials",
        "monitoring:databases[0].credentials",
        "monitoring:grafana.admin.password",
        "monitoring:grafana.oauth.clientId",
        "monitoring:grafana.oauth.clientSecret",
        "monitoring:prometheus.remoteWrite[0].basicAuth.password",
        "monitoring:prometheus.remoteWrite[0].basicAuth.username",
        "monitoring:prometheus.remoteWrite[1].bearerToken",
      ],
    );
    for (const sentence of found)
      assert.match(
        sentence,
        / is an ARN of the region us-east-1; it must be of aws:region \(eu-central-1\), where the secrets are read\.$/,
      );
  });

  it("is not checked by a region that is wrong itself", () =>
    assertRefused({ ...everywhere("us-east-1"), ...NO_REGION }, /^aws:region is missing/));

  it("is checked beside values that are wrong elsewhere", () => {
    const found = sentences({ ...everywhere("us-east-1"), "monitoring:storageClass": "A b" });
    assert.equal(found.length, 12, found.join("\n"));
  });
});

describe("several problems of the providers", () => {
  it("are reported at once with all others, ordered by key", () => {
    const found = sentences({
      ...NO_REGION,
      ...NO_CONTEXT,
      "aws:tokn": "hunter2",
      "k8s:namespace": "x",
      "monitoring:storageClass": "A b",
    });
    assert.deepEqual(
      found.map((sentence) => sentence.split(" ")[0]),
      ["aws:region", "aws:tokn", "k8s:namespace", "kubernetes:context", "monitoring:storageClass"],
    );
  });
});
