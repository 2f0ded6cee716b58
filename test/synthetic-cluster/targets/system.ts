/** What every EKS cluster has besides: the API server, CoreDNS, cert-manager. */
import type { Series } from "../../alerts/series";
import { busy, MIDNIGHT, steady } from "../time";
import { exposed, target, type Target } from "../simulation";
import { life, type Inventory } from "./inventory";
import { podTarget } from "./pods";

const DAY = 86_400;

/** Targets of the cluster's own programs. */
export function system({ config, pods }: Inventory): Target[] {
  return [
    ...["10.0.0.100", "10.0.0.101"].map((address) => apiServer(`${address}:443`)),
    ...pods
      .filter(({ workload }) => workload.name === "coredns")
      .map((pod) => {
        const own = podTarget(pod, {
          job: "coredns",
          service: "monitoring-kube-prometheus-coredns",
          endpoint: "http-metrics",
          port: 9153,
        });
        return target(
          own,
          exposed(own, {
            coredns_panics_total: 0,
            coredns_dns_requests_total: busy(50, pod.startedAt),
            process_start_time_seconds: MIDNIGHT + pod.startedAt,
          }),
          life(pod),
        );
      }),
    ...pods
      .filter(({ workload }) => workload.name === "cert-manager")
      .map((pod) => {
        const own = podTarget(pod, {
          job: "cert-manager",
          service: "cert-manager",
          endpoint: "http-metrics",
          port: 9402,
        });
        return target(own, certificates(own, config.namespace.name), life(pod));
      }),
  ];
}

function apiServer(instance: string): Target {
  const own = { namespace: "default", job: "apiserver", instance, service: "kubernetes", endpoint: "https" };
  const since = -30 * DAY;
  return target(own, [
    ...exposed(own, {
      aggregator_unavailable_apiservice: 0,
      apiserver_request_terminations_total: 0,
      process_start_time_seconds: MIDNIGHT + since,
      apiserver_client_certificate_expiration_seconds_count: 0,
    }),
    ...exposed({ ...own, name: "v1beta1.metrics.k8s.io", reason: "" }, { aggregator_unavailable_apiservice_total: 0 }),
    ...exposed({ ...own, le: "+Inf" }, { apiserver_client_certificate_expiration_seconds_bucket: 0 }),
    ...exposed({ ...own, git_version: "v1.36.3-eks-a1b2c3d", major: "1", minor: "36" }, { kubernetes_build_info: 1 }),
    ...["200", "503"].flatMap((code) =>
      exposed(
        { ...own, code, host: "localhost", method: "GET" },
        { rest_client_requests_total: steady(code === "200" ? 5 : 0, since) },
      ),
    ),
    ...["GET", "LIST", "POST"].flatMap((verb) =>
      ["200", "304", "404", "500"].flatMap((code) =>
        exposed(
          { ...own, verb, code, resource: "pods" },
          { apiserver_request_total: busy(code === "200" ? 10 : code === "500" ? 0 : 0.1, since) },
        ),
      ),
    ),
    ...["GET", "LIST", "POST"].flatMap((verb) =>
      ["resource", "namespace", "cluster"].flatMap((scope) => {
        const labels = { ...own, verb, scope, resource: "pods", subresource: "" };
        return [
          ...["0.05", "1.0", "5.0", "30.0", "+Inf"].flatMap((le) =>
            exposed({ ...labels, le }, { apiserver_request_sli_duration_seconds_bucket: busy(3, since) }),
          ),
          ...exposed(labels, { apiserver_request_sli_duration_seconds_count: busy(3, since) }),
        ];
      }),
    ),
  ]);
}

/** Certificates of 90 days, which cert-manager renews 30 days before they end. */
function certificates(own: Readonly<Record<string, string>>, namespace: string): Series[] {
  return [
    { name: "grafana-tls", namespace, left: 61 },
    { name: "qualisys-api-tls", namespace: "production", left: 44 },
  ].flatMap(({ name, namespace: of, left }) => {
    // cert-manager's ServiceMonitor honours labels, or they are prefixed: both namespaces say where the certificate is.
    const labels = {
      ...own,
      namespace: of,
      name,
      issuer_name: "letsencrypt-prod",
      issuer_kind: "ClusterIssuer",
      issuer_group: "cert-manager.io",
    };
    return [
      ...exposed(labels, {
        certmanager_certificate_expiration_timestamp_seconds: MIDNIGHT + left * DAY,
        certmanager_certificate_renewal_timestamp_seconds: MIDNIGHT + (left - 30) * DAY,
      }),
      ...["True", "False", "Unknown"].flatMap((condition) =>
        exposed({ ...labels, condition }, { certmanager_certificate_ready_status: condition === "True" ? 1 : 0 }),
      ),
    ];
  });
}
