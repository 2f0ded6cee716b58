/** Outputs of a stack. Never a secret. */
import type { Output } from "@pulumi/pulumi";
import { ALERTMANAGER_NAME, alertmanagerAddress, portForward, PROMETHEUS_NAME, prometheusAddress } from "./addresses";

/** What the outputs are made from. */
export interface OutputSources {
  readonly grafanaUrl: string;
  readonly namespace: string;
  readonly releaseName: Output<string>;
  readonly chartVersion: Output<string>;
}

/** The stack's outputs. Prometheus and Alertmanager have no address outside the cluster, hence the port-forwards. */
export function stackOutputs({ grafanaUrl, namespace, releaseName, chartVersion }: OutputSources) {
  return {
    grafanaUrl,
    namespace,
    releaseName,
    chartVersion,
    prometheusAddress: prometheusAddress(namespace),
    alertmanagerAddress: alertmanagerAddress(namespace),
    prometheusPortForward: portForward(namespace, PROMETHEUS_NAME, 9090),
    alertmanagerPortForward: portForward(namespace, ALERTMANAGER_NAME, 9093),
  };
}
