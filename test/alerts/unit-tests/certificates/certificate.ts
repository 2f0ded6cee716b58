/** The certificates of the cases. Time begins at 0: so many days after the start. */
import { constant, type Samples, type Series } from "../../series";
import type { Labels } from "../unit-test";

export const DAY = 86_400;

/** Labels by which an alert knows the certificate. */
export const certificate: Labels = { namespace: "monitoring", job: "cert-manager", name: "grafana-tls" };
export const otherCertificate: Labels = { ...certificate, namespace: "staging", name: "qualisys-web-tls" };

/** Where its series come from. */
const target: Labels = {
  instance: "10.0.2.9:9402",
  pod: "cert-manager-a",
  issuer_name: "letsencrypt-prod",
  issuer_kind: "ClusterIssuer",
  issuer_group: "cert-manager.io",
};

/** Another pod of cert-manager, which took over or is about to. */
export const otherPod: Labels = { instance: "10.0.2.10:9402", pod: "cert-manager-b" };

function stamp(what: string, seconds: Samples, labels: Labels): Series {
  return {
    metric: `certmanager_certificate_${what}_timestamp_seconds`,
    labels: { ...target, ...certificate, ...labels },
    samples: seconds,
  };
}

/** When a certificate ends; 0 before it is issued. */
export function ends(seconds: number | Samples, labels: Labels = {}): Series {
  return stamp("expiration", typeof seconds === "number" ? constant(seconds) : seconds, labels);
}

/** When cert-manager means to renew a certificate; 0 where it will not. */
export function renewalDue(seconds: number | Samples, labels: Labels = {}): Series {
  return stamp("renewal", typeof seconds === "number" ? constant(seconds) : seconds, labels);
}

/** A certificate's condition: one series each, of which one is 1. */
export function condition(
  ready: (seconds: number) => "True" | "False" | "Unknown" | undefined,
  labels: Labels = {},
): Series[] {
  return (["True", "False", "Unknown"] as const).map((value) => ({
    metric: "certmanager_certificate_ready_status",
    labels: { ...target, ...certificate, ...labels, condition: value },
    samples: (seconds) => {
      const now = ready(seconds);
      return now === undefined ? undefined : Number(now === value);
    },
  }));
}
