/** Resources that keep every rule, and ways to break one thing. */
import { Secret, unknownCheckingProxy, type ResourceValidationArgs } from "@pulumi/policy";
import { isMap } from "../../common/maps";
import { policyOf } from "../../policies/policy";
import type { ResourceRule, Rule, StackRule } from "../../policies/rule";
import { noPlaintextSecret } from "../../policies/rules/no-plaintext-secret";

/** What the SDK sends for a text that is known only after the deployment (its wire protocol). */
export const UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A resource as the engine hands it to a pack; a value wrapped in `Secret` is a Pulumi secret. */
export interface Fixture {
  readonly type: string;
  readonly props: Record<string, unknown>;
}

/** A copy with one value in another's place; undefined takes the key away. */
export function changed<T>(base: T, keys: readonly (string | number)[], value: unknown): T {
  const copy = structuredClone(base);
  let inner = copy as Record<string | number, unknown>;
  for (const key of keys.slice(0, -1)) inner = (inner[key] ??= {}) as Record<string | number, unknown>;
  const last = keys.at(-1) ?? "";
  if (value === undefined) delete inner[last];
  else inner[last] = value;
  return copy;
}

/** The fixture with one of its inputs changed. */
export function withInput(fixture: Fixture, keys: readonly (string | number)[], value: unknown): Fixture {
  return { ...fixture, props: changed(fixture.props, keys, value) };
}

/** A claim of a size. */
export function claimTemplate(storage: unknown) {
  return { spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage } } } };
}

/** The chart's release as the program makes it, in short. */
export const release: Fixture = {
  type: "kubernetes:helm.sh/v3:Release",
  props: {
    chart: "kube-prometheus-stack",
    namespace: "monitoring",
    values: {
      prometheus: {
        prometheusSpec: {
          replicas: 2,
          retention: "15d",
          retentionSize: "45GB",
          storageSpec: { volumeClaimTemplate: claimTemplate("50Gi") },
          enableAdminAPI: false,
        },
      },
      alertmanager: {
        config: {
          global: { resolve_timeout: "5m" },
          receivers: [
            {
              name: "slack",
              slack_configs: [{ channel: "#alerts", api_url_file: "/etc/alertmanager/secrets/slack/alerts" }],
            },
          ],
        },
        alertmanagerSpec: {
          replicas: 2,
          storage: { volumeClaimTemplate: claimTemplate("2Gi") },
          secrets: ["alertmanager-slack"],
        },
      },
      grafana: {
        admin: { existingSecret: "grafana-admin", userKey: "user", passwordKey: "password" },
        persistence: { enabled: true, size: "10Gi" },
        ingress: { enabled: false },
        "grafana.ini": {
          server: { root_url: "https://grafana.qualisys.io" },
          "auth.google": { enabled: true, client_secret: "$__env{CLIENT_SECRET}" },
        },
      },
    },
  },
};

/** The release with one value changed. */
export function withValue(keys: readonly (string | number)[], value: unknown): Fixture {
  return withInput(release, ["values", ...keys], value);
}

/** The release with one key of `prometheusSpec` changed. */
export function withSpec(keys: readonly (string | number)[], value: unknown): Fixture {
  return withValue(["prometheus", "prometheusSpec", ...keys], value);
}

/** The operator's resource, as a stack could bring its own. */
export const prometheus: Fixture = {
  type: "kubernetes:monitoring.coreos.com/v1:Prometheus",
  props: {
    apiVersion: "monitoring.coreos.com/v1",
    kind: "Prometheus",
    metadata: { name: "own", namespace: "monitoring" },
    spec: {
      replicas: 1,
      retention: "15d",
      retentionSize: "45GB",
      storage: { volumeClaimTemplate: claimTemplate("50Gi") },
    },
  },
};

/** Prometheus without the operator. */
export const statefulSet: Fixture = {
  type: "kubernetes:apps/v1:StatefulSet",
  props: {
    metadata: { name: "own", namespace: "monitoring" },
    spec: {
      replicas: 1,
      template: {
        spec: {
          containers: [
            {
              name: "prometheus",
              image: "quay.io/prometheus/prometheus:v3.14.0",
              args: [
                "--storage.tsdb.path=/data",
                "--storage.tsdb.retention.time=15d",
                "--storage.tsdb.retention.size=45GB",
              ],
            },
          ],
        },
      },
      volumeClaimTemplates: [{ metadata: { name: "data" }, ...claimTemplate("50Gi") }],
    },
  },
};

/** The StatefulSet with other arguments. */
export function withArguments(...args: readonly unknown[]): Fixture {
  return withInput(statefulSet, ["spec", "template", "spec", "containers", 0, "args"], args);
}

/** A claim by itself. */
export const volumeClaim: Fixture = {
  type: "kubernetes:core/v1:PersistentVolumeClaim",
  props: { metadata: { name: "backup", namespace: "monitoring" }, ...claimTemplate("20Gi") },
};

/** An Ingress of ingress-nginx whose host is in its certificate. */
export const ingress: Fixture = {
  type: "kubernetes:networking.k8s.io/v1:Ingress",
  props: {
    metadata: {
      name: "grafana",
      namespace: "monitoring",
      annotations: { "nginx.ingress.kubernetes.io/ssl-redirect": "true" },
    },
    spec: {
      ingressClassName: "nginx",
      tls: [{ hosts: ["grafana.qualisys.io"], secretName: "grafana-tls" }],
      rules: [{ host: "grafana.qualisys.io", http: { paths: [] } }],
    },
  },
};

/** A route that belongs to a listener with TLS. */
export const httpRoute: Fixture = {
  type: "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute",
  props: {
    metadata: { name: "grafana" },
    spec: { parentRefs: [{ name: "public", sectionName: "https" }], hostnames: ["grafana.qualisys.io"] },
  },
};

/** A Service that only the cluster reaches. */
export const service: Fixture = {
  type: "kubernetes:core/v1:Service",
  props: { metadata: { name: "grafana" }, spec: { type: "ClusterIP", ports: [{ port: 80 }] } },
};

/** A workload that gets its password by reference. */
export const deployment: Fixture = {
  type: "kubernetes:apps/v1:Deployment",
  props: {
    metadata: { name: "exporter", namespace: "monitoring" },
    spec: {
      template: {
        spec: {
          automountServiceAccountToken: false,
          containers: [
            {
              name: "exporter",
              image: "exporter:1",
              args: ["--redis.addr=rediss://cache:6379"],
              env: [
                { name: "DB_PASSWORD", valueFrom: { secretKeyRef: { name: "db", key: "password" } } },
                { name: "DATA_SOURCE_PASS_FILE", value: "/secrets/password" },
              ],
            },
          ],
        },
      },
    },
  },
};

/** The deployment with one key of its container changed. */
export function withContainer(keys: readonly (string | number)[], value: unknown): Fixture {
  return withInput(deployment, ["spec", "template", "spec", "containers", 0, ...keys], value);
}

/** A text for everyone to read. */
export const configMap: Fixture = {
  type: "kubernetes:core/v1:ConfigMap",
  props: {
    metadata: { name: "settings" },
    data: { "settings.yaml": "user: reader\npassword_file: /secrets/password\n" },
  },
};

/** Every fixture by name: each keeps every rule. */
export const valid: Readonly<Record<string, Fixture>> = {
  release,
  prometheus,
  statefulSet,
  volumeClaim,
  ingress,
  httpRoute,
  service,
  deployment,
  configMap,
};

/** What a rule finds on a resource, by the function that the engine calls. */
export function findings(rule: ResourceRule<string>, fixture: Fixture, config: object = {}): string[] {
  const policy = policyOf(rule);
  if (!("validateResource" in policy) || typeof policy.validateResource !== "function")
    throw new Error(`${rule.name} is no rule on resources.`);
  const reported: string[] = [];
  noteSecrets(fixture);
  void policy.validateResource(argumentsOf(fixture, config), (message) => reported.push(message));
  return reported;
}

/** What a rule finds on a stack. */
export function stackFindings(rule: StackRule<string>, fixtures: readonly Fixture[], config: object = {}): string[] {
  const policy = policyOf(rule as Rule);
  if (!("validateStack" in policy)) throw new Error(`${rule.name} is no rule on stacks.`);
  const reported: string[] = [];
  for (const fixture of fixtures) noteSecrets(fixture);
  const resources = fixtures.map((fixture) => ({
    ...argumentsOf(fixture, {}),
    dependencies: [],
    propertyDependencies: {},
    asType: () => undefined,
  }));
  void policy.validateStack(
    { resources, stackTags: new Map(), getConfig: <T extends object>() => config as T, notApplicable },
    (message) => reported.push(message),
  );
  return reported;
}

/** The pass in which the engine says which inputs are secrets, before it asks for findings. */
function noteSecrets({ type, props }: Fixture): void {
  const policy = policyOf(noPlaintextSecret);
  if (!("remediateResource" in policy)) throw new Error("No rule asks for secrets.");
  void policy.remediateResource?.({ ...argumentsOf({ type, props: {} }, {}), props });
}

/** The same without the marks: what the engine hands over when it asks for findings. */
function unmarked(value: unknown): unknown {
  if (value instanceof Secret) return unmarked(value.value);
  if (Array.isArray(value)) return value.map(unmarked);
  return isMap(value) ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unmarked(inner)])) : value;
}

function argumentsOf({ type, props }: Fixture, config: object): ResourceValidationArgs {
  return {
    type,
    props: unknownCheckingProxy(unmarked(props)) as Record<string, unknown>,
    urn: `urn:pulumi:test::monitoring::${type}::fixture`,
    name: "fixture",
    opts: {
      protect: false,
      ignoreChanges: [],
      aliases: [],
      customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 },
      additionalSecretOutputs: [],
    },
    stackTags: new Map(),
    isType: () => false,
    asType: () => undefined,
    getConfig: <T extends object>() => config as T,
    notApplicable,
  };
}

function notApplicable(): never {
  throw new Error("No rule of this pack declares itself not applicable.");
}
