/**
 * What the inhibition rules know of the chart's alerts, as they are in its version 88.5.3: which are about the same thing,
 * and by which labels that is known. No rule of a team is among them.
 */

/** Alerts of the chart that each exist as a warning and as critical. */
interface TwoSeverities {
  readonly names: readonly string[];
  /** Labels that say what an alert is about; both severities have them all. */
  readonly thing: readonly string[];
}

/**
 * The chart's alerts that exist in both severities. Left out: AlertmanagerClusterFailedToSendAlerts, whose severities are
 * about different integrations, and those on etcd, which the stack does not have.
 */
export const twoSeverities: readonly TwoSeverities[] = [
  {
    names: [
      "NodeFilesystemSpaceFillingUp",
      "NodeFilesystemAlmostOutOfSpace",
      "NodeFilesystemFilesFillingUp",
      "NodeFilesystemAlmostOutOfFiles",
    ],
    thing: ["job", "instance", "device", "mountpoint"],
  },
  { names: ["NodeFileDescriptorLimit", "KubeClientCertificateExpiration"], thing: ["job", "instance"] },
  // A claim that pods on several nodes use is measured on each of them.
  {
    names: ["KubePersistentVolumeFillingUp", "KubePersistentVolumeInodesFillingUp"],
    thing: ["namespace", "persistentvolumeclaim"],
  },
  { names: ["KubeletClientCertificateExpiration", "KubeletServerCertificateExpiration"], thing: ["node"] },
  // Summed over the API servers: what is left is Prometheus' external label.
  { names: ["KubeAPIErrorBudgetBurn"], thing: ["cluster"] },
];

/** A node that is out of reach, and one that is not ready. */
export const nodeLost = { unreachable: "KubeNodeUnreachable", notReady: "KubeNodeNotReady" } as const;

/** What the chart says, as a warning, of a node or its kubelet that is lost anyway. */
export const lostNodeWarnings = [
  "KubeNodeReadinessFlapping",
  "KubeletInstanceUnreachable",
  "KubeletPlegDurationHigh",
  "KubeletPodStartUpLatencyHigh",
] as const;
