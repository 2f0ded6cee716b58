/**
 * Alerts of the real chart, version 88.5.3, that the own chart of the sandbox lacks and an inhibition names: their
 * severities, and labels that they have when they reach Alertmanager, with Prometheus' external label `cluster`.
 */
interface ChartAlert {
  readonly alertname: string;
  readonly severities: readonly string[];
  readonly labels: readonly string[];
}

const both = ["critical", "warning"];
const FILESYSTEM = ["job", "instance", "namespace", "pod", "device", "fstype", "mountpoint", "cluster"];
const KUBELET = ["job", "instance", "namespace", "node", "service", "metrics_path", "cluster"];

/** Sorted by name. */
export const otherChartAlerts: readonly ChartAlert[] = [
  { alertname: "KubeAPIErrorBudgetBurn", severities: both, labels: ["short", "long", "cluster"] },
  { alertname: "KubeClientCertificateExpiration", severities: both, labels: ["job", "instance", "cluster"] },
  { alertname: "KubeNodeReadinessFlapping", severities: ["warning"], labels: ["node", "cluster"] },
  {
    alertname: "KubePersistentVolumeInodesFillingUp",
    severities: both,
    labels: [...KUBELET, "persistentvolumeclaim"],
  },
  { alertname: "KubeletClientCertificateExpiration", severities: both, labels: KUBELET },
  { alertname: "KubeletInstanceUnreachable", severities: ["warning"], labels: KUBELET },
  {
    alertname: "KubeletPlegDurationHigh",
    severities: ["warning"],
    labels: ["instance", "node", "quantile", "cluster"],
  },
  { alertname: "KubeletPodStartUpLatencyHigh", severities: ["warning"], labels: ["instance", "node", "cluster"] },
  { alertname: "KubeletServerCertificateExpiration", severities: both, labels: KUBELET },
  {
    alertname: "NodeFileDescriptorLimit",
    severities: both,
    labels: ["job", "instance", "namespace", "pod", "cluster"],
  },
  { alertname: "NodeFilesystemAlmostOutOfFiles", severities: both, labels: FILESYSTEM },
  { alertname: "NodeFilesystemFilesFillingUp", severities: both, labels: FILESYSTEM },
  { alertname: "NodeFilesystemSpaceFillingUp", severities: both, labels: FILESYSTEM },
];
