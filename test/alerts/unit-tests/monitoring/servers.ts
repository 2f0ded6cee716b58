/** The Prometheus servers of the cases. */
import type { Samples, Series } from "../../series";
import type { Labels } from "../unit-test";

/** Labels by which an alert knows the server. */
export const server: Labels = {
  namespace: "monitoring",
  job: "monitoring-kube-prometheus-prometheus",
  instance: "10.0.0.21:9090",
  pod: "prometheus-monitoring-kube-prometheus-prometheus-0",
};

/** The other replica. */
export const otherServer: Labels = {
  ...server,
  instance: "10.0.0.22:9090",
  pod: "prometheus-monitoring-kube-prometheus-prometheus-1",
};

/** A metric of a server, found through one Service. */
export function own(metric: string, samples: Samples, labels: Labels = server): Series {
  return {
    metric,
    labels: {
      service: "monitoring-kube-prometheus-prometheus",
      endpoint: "http-web",
      container: "prometheus",
      ...labels,
    },
    samples,
  };
}

/** The same series as another ServiceMonitor brings them. */
export function foundAgain(series: readonly Series[]): Series[] {
  return series.map((one) => ({ ...one, labels: { ...one.labels, service: "prometheus-operated", endpoint: "web" } }));
}
