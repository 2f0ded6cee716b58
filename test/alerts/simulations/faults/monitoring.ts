/** Faults of the monitoring itself, and of certificates. */
import { jobs } from "../../../../naming";
import { all, gone, set, sized, unreachable, without, type Change } from "../../../synthetic-cluster/simulation";
import { DAY, MIDNIGHT } from "../../../synthetic-cluster/time";
import { production } from "../../../synthetic-cluster/targets";
import { claims } from "../../../synthetic-cluster/targets/kube-state-metrics";
import { ONSET, SINCE_ONSET, type Faults } from "./fault";

/** Faults by alert. */
export function monitoringFaults(): Faults {
  const inventory = production();
  const prometheus = { pod: inventory.pods.find(({ workload }) => workload.container === "prometheus")?.name ?? "" };
  const claim = { persistentvolumeclaim: claims(inventory)[0]?.claim ?? "" };
  const [node] = inventory.nodes;
  if (node === undefined) throw new Error("The simulated cluster has no node; a fault needs one.");
  const cadvisor = { metrics_path: "/metrics/cadvisor", instance: `${node.address}:10250` };
  const service = { job: inventory.config.services[0]?.name ?? "" };
  const certificate = { name: "grafana-tls" };
  return {
    ClusterMetricsAbsent: [
      {
        name: "kube-state-metrics hangs",
        where: { job: jobs.kubeStateMetrics },
        change: unreachable({ job: jobs.kubeStateMetrics }, SINCE_ONSET),
      },
      {
        name: "node-exporter is deleted from every node",
        where: { job: jobs.node },
        change: gone({ job: jobs.node }, ONSET),
      },
    ],
    NodeNotMeasured: [
      {
        name: "a taint drives node-exporter from a node",
        where: { node: node.name, job: jobs.node },
        change: gone({ job: jobs.node, instance: `${node.address}:9100` }, ONSET),
      },
      {
        name: "a kubelet does not measure its containers",
        where: { node: node.name, job: jobs.kubelet },
        change: unreachable(cadvisor, SINCE_ONSET),
      },
    ],
    ClusterMetricsMissing: [
      {
        name: "kube-state-metrics may not read nodes any more",
        where: { job: jobs.kubeStateMetrics, metric: "kube_node_info" },
        change: without("kube_node_info", {}, SINCE_ONSET),
      },
    ],
    NodeMetricsMissing: [
      {
        name: "node-exporter can't read a node's memory",
        where: { instance: `${node.address}:9100` },
        change: all(
          ...["MemTotal", "MemAvailable"].map((part) =>
            without(`node_memory_${part}_bytes`, { instance: `${node.address}:9100` }, SINCE_ONSET),
          ),
        ),
      },
      {
        name: "a kubelet lists no containers",
        where: { instance: cadvisor.instance },
        change: without("container_memory_working_set_bytes", cadvisor, SINCE_ONSET),
      },
    ],
    PrometheusVolumeNotMeasured: [
      {
        name: "a kubelet measures the volume no more",
        where: claim,
        change: without("kubelet_volume_stats_available_bytes", claim, SINCE_ONSET),
      },
    ],
    CertManagerAbsent: [
      {
        name: "cert-manager hangs",
        where: { job: jobs.certManager },
        change: unreachable({ job: jobs.certManager }, SINCE_ONSET),
      },
    ],
    PrometheusTooManySeries: [
      {
        name: "a label has too many values",
        where: prometheus,
        change: set("prometheus_tsdb_head_series", prometheus, 4e5, SINCE_ONSET),
      },
    ],
    PrometheusStorageNearLimit: [
      {
        name: "more is stored than was planned",
        where: prometheus,
        change: set("prometheus_tsdb_storage_blocks_bytes", prometheus, 46e9, SINCE_ONSET),
      },
    ],
    PrometheusVolumeFillingUp: [
      {
        name: "a volume fills in spite of its limit",
        where: claim,
        change: set(
          "kubelet_volume_stats_available_bytes",
          claim,
          (seconds) => 3e9 - 1e5 * (seconds - ONSET),
          SINCE_ONSET,
        ),
      },
    ],
    ScrapeNearSampleLimit: [
      { name: "a service exposes a series for each user", where: service, change: sized(service, 9500, SINCE_ONSET) },
    ],
    CertificateExpiringSoon: [
      { name: "a certificate is not renewed", where: certificate, change: endingIn(certificate, 15) },
    ],
    CertificateExpiryImminent: [
      { name: "a certificate is still not renewed", where: certificate, change: endingIn(certificate, 2) },
    ],
    CertificateNotReady: [
      {
        name: "a certificate can't be issued",
        where: certificate,
        change: all(
          set("certmanager_certificate_ready_status", { ...certificate, condition: "True" }, 0, SINCE_ONSET),
          set("certmanager_certificate_ready_status", { ...certificate, condition: "False" }, 1, SINCE_ONSET),
        ),
      },
    ],
  };
}

/** A certificate that ends in some days, and should have been renewed 30 days before. */
function endingIn(certificate: { readonly name: string }, days: number): Change {
  return all(
    set("certmanager_certificate_expiration_timestamp_seconds", certificate, MIDNIGHT + days * DAY),
    set("certmanager_certificate_renewal_timestamp_seconds", certificate, MIDNIGHT + (days - 30) * DAY),
  );
}
