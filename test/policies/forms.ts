/** The forms in which a stack can declare or change a server: each a function of the same settings. */
import { stringify } from "yaml";
import { claimTemplate, type Fixture } from "./fixtures";

/** What the rules look at; a key that is undefined is left out. */
export interface Settings {
  readonly retention?: unknown;
  readonly retentionSize?: unknown;
  readonly storage?: unknown;
  readonly enableAdminAPI?: unknown;
}

/** Settings that keep every rule. */
export const VALID: Settings = { retention: "15d", retentionSize: "45GB", storage: "50Gi" };

/** A form. */
export interface Form {
  readonly of: (settings: Settings) => Fixture;
  /** Whether it is written as a text, in which nothing can be unknown or a secret by itself. */
  readonly isText?: true;
  /** Whether it only changes what it names. */
  readonly isPatch?: true;
  /** Whether Pulumi renders the chart, and registers its objects besides. */
  readonly isRendered?: true;
}

const stackSpec = ({ storage, ...settings }: Settings) =>
  defined({
    ...settings,
    storageSpec: storage === undefined ? undefined : { volumeClaimTemplate: claimTemplate(storage) },
  });
const stackValues = (settings: Settings) => ({ prometheus: { prometheusSpec: stackSpec(settings) } });
const customResource = ({ storage, ...settings }: Settings) => ({
  apiVersion: "monitoring.coreos.com/v1",
  kind: "Prometheus",
  metadata: { name: "own", namespace: "monitoring" },
  spec: defined({
    replicas: 1,
    ...settings,
    storage: storage === undefined ? undefined : { volumeClaimTemplate: claimTemplate(storage) },
  }),
});
const workload = ({ retention, retentionSize, storage, enableAdminAPI }: Settings) => ({
  apiVersion: "apps/v1",
  kind: "StatefulSet",
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
              ...pair("--storage.tsdb.retention.time", retention),
              ...pair("--storage.tsdb.retention.size", retentionSize),
              ...pair("--web.enable-admin-api", enableAdminAPI),
            ],
          },
        ],
      },
    },
    ...(storage === undefined ? {} : { volumeClaimTemplates: [claimTemplate(storage)] }),
  },
});
const serverSection = ({ retention, retentionSize, storage, enableAdminAPI }: Settings) =>
  defined({
    retention,
    retentionSize,
    persistentVolume: storage === undefined ? undefined : { enabled: true, size: storage },
    extraArgs: enableAdminAPI === undefined ? undefined : { "web.enable-admin-api": enableAdminAPI },
  });

const release = (chart: string, values: object): Fixture => ({
  type: "kubernetes:helm.sh/v3:Release",
  props: { chart, namespace: "monitoring", values },
});
const resource = (type: string, props: object): Fixture => ({
  type: `kubernetes:${type}`,
  props: props as Record<string, unknown>,
});
const argo = (helm: object) => ({
  apiVersion: "argoproj.io/v1alpha1",
  kind: "Application",
  metadata: { name: "monitoring" },
  spec: { source: { chart: "kube-prometheus-stack", helm }, destination: { namespace: "monitoring" } },
});

const STORAGE = "prometheus.prometheusSpec.storageSpec.volumeClaimTemplate.spec.resources.requests.storage";
const dotted = ({ storage, ...settings }: Settings) =>
  defined({
    ...Object.fromEntries(Object.entries(settings).map(([key, value]) => [`prometheus.prometheusSpec.${key}`, value])),
    [STORAGE]: storage,
  });

/** Every form by name. */
export const serverForms: Readonly<Record<string, Form>> = {
  "a release of the chart": { of: (settings) => release("kube-prometheus-stack", stackValues(settings)) },
  "the chart from a registry": {
    of: (settings) => release("oci://ghcr.io/prometheus-community/charts/kube-prometheus-stack", stackValues(settings)),
  },
  "the chart's archive": {
    of: (settings) => release("./charts/kube-prometheus-stack-88.5.3.tgz", stackValues(settings)),
  },
  "the chart under another name": { of: (settings) => release("/charts/monitoring.tgz", stackValues(settings)) },
  "a chart of charts": {
    of: (settings) => release("platform", { "kube-prometheus-stack": stackValues(settings) }),
  },
  "a chart of charts with an alias, two levels down": {
    of: (settings) => release("platform-kube-prometheus-stack", { base: { observing: stackValues(settings) } }),
  },
  "a chart with a list of servers": {
    of: (settings) => release("platform", { servers: [{ name: "own", prometheusSpec: stackSpec(settings) }] }),
  },
  "a chart that Pulumi renders (v3)": {
    of: (settings) => ({
      type: "kubernetes:helm.sh/v3:Chart",
      props: { chart: "kube-prometheus-stack", values: stackValues(settings) },
    }),
    isRendered: true,
  },
  "a chart that Pulumi renders (v4)": {
    of: (settings) => ({
      type: "kubernetes:helm.sh/v4:Chart",
      props: { chart: "kube-prometheus-stack", values: stackValues(settings) },
    }),
    isRendered: true,
  },
  "what the chart lays over its custom resource": {
    of: (settings) =>
      release("kube-prometheus-stack", {
        prometheus: {
          prometheusSpec: { additionalConfig: customResource(settings).spec },
        },
      }),
  },
  "the chart prometheus": { of: (settings) => release("prometheus", { server: serverSection(settings) }) },
  "the chart prometheus in a chart of charts": {
    of: (settings) => release("platform", { prometheus: { server: serverSection(settings) } }),
  },
  "the chart prometheus under an alias": {
    of: (settings) => release("platform", { observing: { server: serverSection(settings) } }),
  },
  "Bitnami's chart kube-prometheus": {
    of: ({ storage, ...settings }) =>
      release("kube-prometheus", {
        prometheus: defined({
          ...settings,
          persistence: storage === undefined ? undefined : { enabled: true, size: storage },
        }),
      }),
  },
  "Bitnami's chart prometheus-operator": {
    of: (settings) => release("prometheus-operator", { prometheus: stackSpec(settings) }),
  },
  "the operator's resource": {
    of: (settings) => resource("monitoring.coreos.com/v1:Prometheus", customResource(settings)),
  },
  "a list of the operator's resources": {
    of: (settings) => resource("monitoring.coreos.com/v1:PrometheusList", { items: [customResource(settings)] }),
  },
  "a list of anything": { of: (settings) => resource("core/v1:List", { items: [customResource(settings)] }) },
  "the operator's resource among the chart's extra manifests": {
    of: (settings) =>
      release("kube-prometheus-stack", { prometheus: { enabled: false }, extraManifests: [customResource(settings)] }),
  },
  "the operator's resource as a text": {
    of: (settings) =>
      release("kube-prometheus-stack", {
        prometheus: { enabled: false },
        extraManifests: [stringify(customResource(settings))],
      }),
    isText: true,
  },
  "the operator's resource deep in another chart": {
    of: (settings) => release("raw", { resources: { all: [{ item: customResource(settings) }] } }),
  },
  "the operator's resource as a text in another chart": {
    of: (settings) => release("raw", { templates: [`${stringify(customResource(settings))}---\nkind: x\n`] }),
    isText: true,
  },
  "a patch of the operator's resource": {
    of: (settings) => resource("monitoring.coreos.com/v1:PrometheusPatch", customResource(settings)),
    isPatch: true,
  },
  "a StatefulSet": { of: (settings) => resource("apps/v1:StatefulSet", workload(settings)) },
  "a list of StatefulSets": {
    of: (settings) => {
      const { metadata, spec } = workload(settings);
      return resource("apps/v1:StatefulSetList", { items: [{ metadata, spec }] });
    },
  },
  "a patch of a StatefulSet": {
    of: (settings) => resource("apps/v1:StatefulSetPatch", workload(settings)),
    isPatch: true,
  },
  Flux: {
    of: (settings) =>
      resource("helm.toolkit.fluxcd.io/v2:HelmRelease", {
        metadata: { name: "monitoring" },
        spec: { chart: { spec: { chart: "kube-prometheus-stack" } }, values: stackValues(settings) },
      }),
  },
  "Argo CD, as a map": {
    of: (settings) => resource("argoproj.io/v1alpha1:Application", argo({ valuesObject: stackValues(settings) })),
  },
  "Argo CD, as a text": {
    of: (settings) => resource("argoproj.io/v1alpha1:Application", argo({ values: stringify(stackValues(settings)) })),
    isText: true,
  },
  "Argo CD, as dotted parameters": {
    of: (settings) =>
      resource(
        "argoproj.io/v1alpha1:Application",
        argo({ parameters: Object.entries(dotted(settings)).map(([name, value]) => ({ name, value })) }),
      ),
  },
  "Argo CD, as parameters over a text": {
    of: (settings) =>
      resource(
        "argoproj.io/v1alpha1:Application",
        argo({
          values: "grafana: {}",
          parameters: Object.entries(dotted(settings)).map(([name, value]) => ({ name, value })),
        }),
      ),
  },
  "the Helm controller, as dotted names": {
    of: (settings) =>
      resource("helm.cattle.io/v1:HelmChart", {
        metadata: { name: "monitoring" },
        spec: { chart: "kube-prometheus-stack", set: dotted(settings) },
      }),
  },
  "an application among a chart's manifests": {
    of: (settings) => release("raw", { extraObjects: [argo({ valuesObject: stackValues(settings) })] }),
  },
};

function pair(flag: string, value: unknown): unknown[] {
  if (value === undefined) return [];
  return flag === "--web.enable-admin-api"
    ? value === false
      ? []
      : value === true
        ? [flag]
        : [flag, value]
    : [flag, value];
}

/** Without the keys that are left out. */
function defined(map: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(map).filter(([, value]) => value !== undefined));
}
