/** Faults of the monitoring itself, and of certificates. */
import { jobs } from "../../../../naming";
import { all, gone, set, sized, unreachable, type Change } from "../../../synthetic-cluster/simulation";
import { DAY, MIDNIGHT } from "../../../synthetic-cluster/time";
import { production } from "../../../synthetic-cluster/targets";
import { claims } from "../../../synthetic-cluster/targets/kube-state-metrics";
import { ONSET, SINCE_ONSET, type Faults } from "./fault";

/** Faults by alert. */
export function monitoringFaults(): Faults {
  const inventory = production();
  const prometheus = { pod: inventory.pods.find(({ workload }) => workload.container === "prometheus")?.name ?? "" };
  const claim = { persistentvolumeclaim: claims(inventory)[0]?.claim ?? "" };
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
