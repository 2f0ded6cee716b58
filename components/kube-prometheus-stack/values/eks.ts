/** The chart's values that follow from running on EKS. */
import type { ChartValues } from "../../../chart-values/generated/values";

/**
 * Switches off what EKS hides: its control plane has no pods to scrape, and kube-proxy's metrics listen on the
 * node's loopback only. Left on, their alerts fire for ever.
 */
export function eksValues() {
  return {
    kubeControllerManager: { enabled: false },
    kubeScheduler: { enabled: false },
    kubeEtcd: { enabled: false },
    kubeProxy: { enabled: false },
    defaultRules: {
      rules: {
        etcd: false,
        kubeControllerManager: false,
        kubeProxy: false,
        kubeSchedulerAlerting: false,
        kubeSchedulerRecording: false,
      },
    },
    prometheusOperator: { kubeletEndpointSliceEnabled: true, kubeletEndpointsEnabled: false },
  } satisfies ChartValues;
}
