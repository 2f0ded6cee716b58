import assert from "node:assert/strict";
import { rawConfig } from "../../config/stack-file";
import type { DeclaredResource } from "../../render/graph";
import { minimalConfig } from "./config.fixture";
import { declaredGraph } from "./declared.fixture";

const LABELS = { team: "platform", "qualisys.io/cost-centre": "42" };

/** Everything that a stack can have, at once. */
const everything = {
  labels: LABELS,
  imageRegistry: "registry.example.org/mirror",
  placement: { nodeSelector: { pool: "monitoring" } },
  grafana: {
    host: "grafana.example.org",
    admin: { password: { secret: "grafana", key: "password" }, generate: true },
    httpRoute: { gateway: { name: "public" } },
    oauth: {
      provider: "google",
      clientId: { secret: "oauth", key: "id" },
      clientSecret: { secret: "oauth", key: "secret" },
      allowedDomains: ["example.org"],
    },
  },
  alertmanager: {
    slack: { alerts: { channel: "#alerts", webhook: { secret: "slack", key: "alerts" } } },
    heartbeat: { url: { secret: "heartbeat" } },
  },
  prometheus: {
    remoteWrite: [
      {
        name: "cloud",
        url: "https://push.example.net",
        basicAuth: { username: { secret: "cloud", key: "user" }, password: { secret: "cloud", key: "password" } },
      },
      { name: "mimir", url: "https://mimir.example.net", bearerToken: { secret: "mimir" } },
      { name: "thanos", url: "http://thanos-receive.thanos.svc:19291/api/v1/receive" },
    ],
  },
  databases: [{ name: "main", credentials: "db" }],
  caches: [{ name: "sessions", host: "redis.example.org" }],
  services: [{ name: "qualisys-api", namespaces: ["staging"] }],
  certManager: { namespace: "certificates" },
};

/** The parts of a declared object that are looked at. */
interface KubernetesInputs {
  readonly metadata?: { readonly name?: string; readonly labels?: Readonly<Record<string, string>> };
  readonly spec?: {
    readonly selector?: unknown;
    readonly template?: {
      readonly metadata?: KubernetesInputs["metadata"];
      readonly spec?: { readonly nodeSelector?: unknown; readonly containers: readonly { readonly image: string }[] };
    };
  };
  readonly stringData?: Readonly<Record<string, string>>;
}

describe("what the program declares", function () {
  this.timeout(30_000);
  let resources: readonly DeclaredResource[];
  const inputsOf = (resource: DeclaredResource) => resource.inputs as KubernetesInputs;
  const ofKind = (kind: string) => resources.filter(({ type }) => type.endsWith(`:${kind}`)).map(inputsOf);

  before(async () => {
    const keys = Object.entries(everything).map(([key, value]) => [`monitoring:${key}`, value]);
    resources = (await declaredGraph({ ...minimalConfig, ...rawConfig(Object.fromEntries(keys)) })).resources;
  });

  it("has the stack's labels on every object and every pod, beside the program's own", () => {
    const objects = resources
      .filter(({ type }) => type.startsWith("kubernetes:") && !type.endsWith(":Release"))
      .map(inputsOf);
    assert.ok(objects.length > 15, `there are only ${objects.length} objects`);
    for (const { metadata, spec } of objects) {
      for (const labels of [
        metadata?.labels,
        ...(spec?.template === undefined ? [] : [spec.template.metadata?.labels]),
      ]) {
        assert.deepEqual({ ...labels, ...LABELS }, labels, metadata?.name);
        assert.equal(labels?.["app.kubernetes.io/part-of"], "qualisys-monitoring", metadata?.name);
      }
      assert.doesNotMatch(JSON.stringify(spec?.selector ?? {}), /cost-centre/);
    }
  });

  it("has one Secret for each that reads credentials, with the keys that it reads, all of them secret", () => {
    const secrets = ofKind("Secret").filter(({ stringData }) => stringData !== undefined);
    assert.deepEqual(
      Object.fromEntries(
        secrets.map(({ metadata, stringData }) => [metadata?.name, Object.keys(stringData ?? {}).sort()]),
      ),
      {
        "grafana-admin": ["admin-password", "admin-user"],
        "grafana-oauth": ["OAUTH_CLIENT_ID", "OAUTH_CLIENT_SECRET"],
        "alertmanager-slack": ["alerts"],
        "alertmanager-heartbeat": ["url"],
        "remote-write-cloud": ["password", "username"],
        "remote-write-mimir": ["token"],
        "postgres-exporter-main": ["password", "uri", "username"],
        "redis-exporter-sessions": ["address"],
      },
    );
    assert.deepEqual([...new Set(secrets.flatMap(({ stringData }) => Object.values(stringData ?? {})))], ["[secret]"]);
  });

  it("scrapes cert-manager where the stack says it is, and keeps the certificates' own namespaces", () => {
    const monitor = ofKind("ServiceMonitor").find(({ metadata }) => metadata?.name === "cert-manager");
    assert.deepEqual(monitor?.spec, {
      jobLabel: "app.kubernetes.io/name",
      selector: {
        matchLabels: { "app.kubernetes.io/name": "cert-manager", "app.kubernetes.io/component": "controller" },
      },
      namespaceSelector: { matchNames: ["certificates"] },
      endpoints: [{ targetPort: "http-metrics", interval: "15s", scrapeTimeout: "10s", honorLabels: true }],
    });
  });

  it("has a route in place of the Ingress", () =>
    assert.deepEqual([ofKind("Ingress").length, ofKind("HTTPRoute").length], [0, 1]));

  it("has the exporters where the stack places them, from its mirror", () => {
    const pods = ofKind("Deployment").map(({ spec }) => spec?.template?.spec);
    assert.equal(pods.length, 2);
    for (const pod of pods) {
      assert.deepEqual(pod?.nodeSelector, { pool: "monitoring" });
      assert.match(pod?.containers[0]?.image ?? "", /^registry\.example\.org\/mirror\//);
    }
  });
});
