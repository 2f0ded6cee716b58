/**
 * The tools of the sandbox: which Go module each comes from, at which version,
 * and how it is built. Each folder of `modules/` pins one entry by its go.mod
 * and go.sum; a test compares the versions of both places.
 */

/** Files a Go module carries besides its commands, kept beside the built binaries. */
export interface ToolAssets {
  /** The Go module that holds the files, for example `github.com/owner/name`. */
  readonly goModule: string;
  /** The folder inside that module. Sub-folders are not read. */
  readonly folder: string;
  /** Only files with this ending are kept, for example `.yaml`. */
  readonly ending: string;
  /** The sub-folder of the cache folder they go to. */
  readonly to: string;
}

/** One executable built from a module. */
export interface ToolCommand {
  /** The name of the executable, on PATH as in the cache. */
  readonly name: string;
  /** The Go package of its main function; `.` is the module folder's own main.go. */
  readonly package: string;
  /** The arguments that make it print its version and end. */
  readonly versionArgs: readonly string[];
  /** The version it must print, without a leading `v`. */
  readonly printsVersion: string;
}

/** One folder of `modules/`: a Go module that pins one upstream project. */
export interface ToolModule {
  /** The name of the folder below `modules/`, also the first part of the cache folder's name. */
  readonly name: string;
  /** The upstream version as people know it, without a leading `v`. */
  readonly version: string;
  /** What the sandbox needs it for, in a few words for the progress display. */
  readonly purpose: string;
  /** `up`: needed by the embedded cluster. `test`: needed by the checks on rules, alerts, live metrics and workflows. */
  readonly group: "up" | "test";
  readonly commands: readonly ToolCommand[];
  /** Go build tags. */
  readonly tags: readonly string[];
  /** Go variables set while linking: name to value. */
  readonly variables: Readonly<Record<string, string>>;
  readonly assets: readonly ToolAssets[];
  /**
   * Disk the module takes while it is built alone: downloads, compiled packages and
   * binaries, in megabytes of 10^6. Measured; sandbox/tools/README.md says how.
   */
  readonly diskMegabytes: number;
  /** Rough seconds of a build from nothing on two cores; only shown, never a limit. */
  readonly coldSeconds: number;
}

/** Prometheus projects take their version from this variable; unset, they print none. */
const prometheusVersion = "github.com/prometheus/common/version.Version";

/**
 * The version of each tool, as people know it, without a leading `v`: raised by Renovate, which reads the comments (renovate.json).
 *
 * The go.mod of the same name goes with it.
 */
const versions = {
  // renovate: datasource=github-releases depName=etcd-io/etcd
  etcd: "3.6.5",
  // renovate: datasource=github-releases depName=kubernetes/kubernetes
  kubernetes: "1.36.3",
  // renovate: datasource=github-releases depName=kubernetes-sigs/kwok
  kwok: "0.8.0",
  // renovate: datasource=github-releases depName=pulumi/pulumi
  pulumi: "3.250.0",
  // renovate: datasource=github-releases depName=pulumi/pulumi-kubernetes
  "pulumi-resource-kubernetes": "4.26.0",
  // renovate: datasource=github-releases depName=prometheus-operator/prometheus-operator
  "prometheus-operator": "0.93.1",
  // From 0.32 on the Go module lacks the files of the web page and does not build
  // (https://github.com/prometheus/alertmanager/issues/5163).
  // renovate: datasource=github-releases depName=prometheus/alertmanager
  alertmanager: "0.31.1",
  // renovate: datasource=github-releases depName=prometheus/prometheus
  prometheus: "3.14.0",
  // renovate: datasource=github-releases depName=oliver006/redis_exporter
  "redis-exporter": "1.88.0",
  // renovate: datasource=github-releases depName=prometheus-community/postgres_exporter
  "postgres-exporter": "0.19.1",
  // renovate: datasource=github-releases depName=prometheus/node_exporter
  "node-exporter": "1.12.1",
  // renovate: datasource=github-releases depName=kubernetes/kube-state-metrics
  "kube-state-metrics": "2.20.0",
  // renovate: datasource=github-releases depName=rhysd/actionlint
  actionlint: "1.7.12",
  // renovate: datasource=github-releases depName=cloudflare/pint
  pint: "0.80.0",
} as const;

/** All modules, in the order they are built: what the cluster needs comes first. */
export const catalogue = [
  {
    name: "etcd",
    version: versions.etcd,
    purpose: "storage of the Kubernetes API",
    group: "up",
    commands: [{ name: "etcd", package: ".", versionArgs: ["--version"], printsVersion: versions.etcd }],
    tags: [],
    variables: {},
    assets: [],
    diskMegabytes: 640,
    coldSeconds: 25,
  },
  {
    name: "kubernetes",
    version: versions.kubernetes,
    purpose: "API server, controller manager and scheduler",
    group: "up",
    commands: [
      {
        name: "kube-apiserver",
        package: "k8s.io/kubernetes/cmd/kube-apiserver",
        versionArgs: ["--version"],
        printsVersion: versions.kubernetes,
      },
      {
        name: "kube-controller-manager",
        package: "k8s.io/kubernetes/cmd/kube-controller-manager",
        versionArgs: ["--version"],
        printsVersion: versions.kubernetes,
      },
      {
        name: "kube-scheduler",
        package: "k8s.io/kubernetes/cmd/kube-scheduler",
        versionArgs: ["--version"],
        printsVersion: versions.kubernetes,
      },
    ],
    tags: [],
    // Without these the API server reports v0.0.0-master and refuses feature gates by version.
    variables: {
      "k8s.io/component-base/version.gitVersion": `v${versions.kubernetes}`,
      "k8s.io/component-base/version.gitMajor": "1",
      "k8s.io/component-base/version.gitMinor": "36",
    },
    assets: [],
    diskMegabytes: 3720,
    coldSeconds: 200,
  },
  {
    name: "kwok",
    version: versions.kwok,
    purpose: "simulated nodes and pods",
    group: "up",
    commands: [
      { name: "kwok", package: "sigs.k8s.io/kwok/cmd/kwok", versionArgs: ["--version"], printsVersion: versions.kwok },
    ],
    tags: [],
    variables: {},
    assets: [],
    diskMegabytes: 1220,
    coldSeconds: 75,
  },
  {
    name: "pulumi",
    version: versions.pulumi,
    purpose: "the Pulumi engine",
    group: "up",
    commands: [
      {
        name: "pulumi",
        package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
        versionArgs: ["version"],
        printsVersion: versions.pulumi,
      },
    ],
    tags: [],
    // Empty otherwise, and the Automation API refuses an engine without a version.
    variables: { "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version": `v${versions.pulumi}` },
    assets: [],
    diskMegabytes: 3100,
    coldSeconds: 160,
  },
  {
    name: "pulumi-resource-kubernetes",
    version: versions["pulumi-resource-kubernetes"],
    purpose: "Pulumi's Kubernetes provider",
    group: "up",
    commands: [
      {
        name: "pulumi-resource-kubernetes",
        package: ".",
        versionArgs: ["-version"],
        printsVersion: versions["pulumi-resource-kubernetes"],
      },
    ],
    tags: [],
    variables: {
      "github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/version.Version": versions["pulumi-resource-kubernetes"],
    },
    assets: [],
    diskMegabytes: 5580,
    coldSeconds: 570,
  },
  {
    name: "prometheus-operator",
    version: versions["prometheus-operator"],
    purpose: "the operator of the chart, and its CRDs",
    group: "up",
    commands: [
      {
        name: "prometheus-operator",
        package: "github.com/prometheus-operator/prometheus-operator/cmd/operator",
        versionArgs: ["--version"],
        printsVersion: versions["prometheus-operator"],
      },
    ],
    tags: [],
    variables: { [prometheusVersion]: versions["prometheus-operator"] },
    assets: [
      {
        goModule: "github.com/prometheus-operator/prometheus-operator",
        folder: "example/prometheus-operator-crd",
        ending: ".yaml",
        to: "crds",
      },
    ],
    diskMegabytes: 1940,
    coldSeconds: 190,
  },
  {
    name: "alertmanager",
    version: versions.alertmanager,
    purpose: "Alertmanager and amtool",
    group: "test",
    commands: [
      {
        name: "alertmanager",
        package: "github.com/prometheus/alertmanager/cmd/alertmanager",
        versionArgs: ["--version"],
        printsVersion: versions.alertmanager,
      },
      {
        name: "amtool",
        package: "github.com/prometheus/alertmanager/cmd/amtool",
        versionArgs: ["--version"],
        printsVersion: versions.alertmanager,
      },
    ],
    tags: [],
    variables: { [prometheusVersion]: versions.alertmanager },
    assets: [],
    diskMegabytes: 740,
    coldSeconds: 55,
  },
  {
    name: "prometheus",
    version: versions.prometheus,
    purpose: "Prometheus and promtool",
    group: "test",
    commands: [
      {
        name: "prometheus",
        package: "github.com/prometheus/prometheus/cmd/prometheus",
        versionArgs: ["--version"],
        printsVersion: versions.prometheus,
      },
      {
        name: "promtool",
        package: "github.com/prometheus/prometheus/cmd/promtool",
        versionArgs: ["--version"],
        printsVersion: versions.prometheus,
      },
    ],
    // Of the service discoveries only Kubernetes: the cloud ones bring most of the code.
    tags: ["remove_all_sd", "enable_kubernetes_sd"],
    variables: { [prometheusVersion]: versions.prometheus },
    assets: [],
    diskMegabytes: 2340,
    coldSeconds: 210,
  },
  {
    name: "redis-exporter",
    version: versions["redis-exporter"],
    purpose: "metrics of Redis",
    group: "test",
    commands: [
      {
        name: "redis_exporter",
        package: "github.com/oliver006/redis_exporter",
        versionArgs: ["--version"],
        printsVersion: versions["redis-exporter"],
      },
    ],
    tags: [],
    variables: { "main.BuildVersion": `v${versions["redis-exporter"]}` },
    assets: [],
    diskMegabytes: 290,
    coldSeconds: 10,
  },
  {
    name: "postgres-exporter",
    version: versions["postgres-exporter"],
    purpose: "metrics of PostgreSQL",
    group: "test",
    commands: [
      {
        name: "postgres_exporter",
        package: "github.com/prometheus-community/postgres_exporter/cmd/postgres_exporter",
        versionArgs: ["--version"],
        printsVersion: versions["postgres-exporter"],
      },
    ],
    tags: [],
    variables: { [prometheusVersion]: versions["postgres-exporter"] },
    assets: [],
    diskMegabytes: 310,
    coldSeconds: 15,
  },
  {
    name: "node-exporter",
    version: versions["node-exporter"],
    purpose: "metrics of the machine",
    group: "test",
    commands: [
      {
        name: "node_exporter",
        package: "github.com/prometheus/node_exporter",
        versionArgs: ["--version"],
        printsVersion: versions["node-exporter"],
      },
    ],
    tags: [],
    variables: { [prometheusVersion]: versions["node-exporter"] },
    assets: [],
    diskMegabytes: 330,
    coldSeconds: 15,
  },
  {
    name: "kube-state-metrics",
    version: versions["kube-state-metrics"],
    purpose: "metrics of the cluster's objects",
    group: "test",
    commands: [
      {
        name: "kube-state-metrics",
        package: "k8s.io/kube-state-metrics/v2",
        versionArgs: ["version"],
        printsVersion: versions["kube-state-metrics"],
      },
    ],
    tags: [],
    variables: { [prometheusVersion]: `v${versions["kube-state-metrics"]}` },
    assets: [],
    diskMegabytes: 1470,
    coldSeconds: 90,
  },
  {
    name: "actionlint",
    version: versions.actionlint,
    purpose: "linter of the GitHub workflows",
    group: "test",
    commands: [
      {
        name: "actionlint",
        package: "github.com/rhysd/actionlint/cmd/actionlint",
        versionArgs: ["-version"],
        printsVersion: versions.actionlint,
      },
    ],
    tags: [],
    variables: { "github.com/rhysd/actionlint.version": versions.actionlint },
    assets: [],
    diskMegabytes: 100,
    coldSeconds: 20,
  },
  {
    name: "pint",
    version: versions.pint,
    purpose: "linter of the alert rules",
    group: "test",
    commands: [
      {
        name: "pint",
        package: "github.com/cloudflare/pint/cmd/pint",
        versionArgs: ["version"],
        printsVersion: versions.pint,
      },
    ],
    tags: [],
    variables: { "main.version": versions.pint },
    assets: [],
    diskMegabytes: 760,
    coldSeconds: 130,
  },
] as const satisfies readonly ToolModule[];

/** The name of an executable the sandbox can ask for. */
export type ToolName = (typeof catalogue)[number]["commands"][number]["name"];

/** The name of a folder of `modules/`. */
export type ToolModuleName = (typeof catalogue)[number]["name"];

/** The names of all executables of one group, in building order. */
export function toolNames(group: ToolModule["group"]): ToolName[] {
  return catalogue
    .filter((module) => module.group === group)
    .flatMap((module) => module.commands.map(({ name }) => name));
}
