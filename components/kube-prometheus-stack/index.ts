/** kube-prometheus-stack: the operator, Prometheus, Alertmanager, Grafana and the cluster's own exporters. */
import { Release } from "@pulumi/kubernetes/helm/v3/release";
import { ComponentResource, type ComponentResourceOptions, type Input, type Output } from "@pulumi/pulumi";
import type { Config } from "../../config/schema";
import { RELEASE_NAME } from "../../naming";
import { childOf } from "../child";
import type { SecretVersions } from "../credentials/secrets-manager";
import { chartSource } from "./chart-source";
import { chartValues } from "./values";

/** Arguments of {@link KubePrometheusStack}. */
export interface KubePrometheusStackArgs {
  /** The stack's configuration. */
  readonly config: Config;
  /** Versions of the secrets that its pods read. */
  readonly secrets: SecretVersions;
  /** Namespace of the release. */
  readonly namespace: Input<string>;
}

/** Installs the chart as a real Helm release, with hooks and history. */
export class KubePrometheusStack extends ComponentResource {
  /** Name of the Helm release. */
  readonly releaseName: Output<string>;
  /** Version of the chart that is installed. */
  readonly chartVersion: Output<string>;

  constructor(name: string, args: KubePrometheusStackArgs, opts?: ComponentResourceOptions) {
    super("monitoring:index:KubePrometheusStack", name, {}, opts);
    const { config } = args;

    const release = new Release(
      `${name}-release`,
      {
        ...chartSource(config.chart),
        // Fixed: a generated name would change every object's name and the volumes' too.
        name: RELEASE_NAME,
        namespace: args.namespace,
        timeout: config.chart.timeoutSeconds,
        atomic: true,
        cleanupOnFail: true,
        maxHistory: config.chart.maxHistory,
        values: chartValues(config, args.secrets),
      },
      // A release of the same name cannot be made before the old one is gone.
      { ...childOf(this, opts), protect: config.protect, deleteBeforeReplace: true },
    );

    this.releaseName = release.name;
    this.chartVersion = release.version;
    this.registerOutputs({ releaseName: this.releaseName, chartVersion: this.chartVersion });
  }
}
