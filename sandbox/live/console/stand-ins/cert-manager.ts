/** In place of cert-manager: its certificates are issued, and renewed in time. */
import type { Family } from "../metrics/text";

/** A certificate by the name of its object. */
export interface CertificateRef {
  readonly namespace: string;
  readonly name: string;
}

const DAY = 86_400;

/** What is left of a certificate at the start of any day, and when it is renewed. Let's Encrypt's last 90 days. */
const LEFT_DAYS = 75;
const RENEWAL_DAYS = 30;

/** @param seconds since 1970. */
export function certManagerFamilies(certificates: readonly CertificateRef[], seconds: number): readonly Family[] {
  const end = (Math.floor(seconds / DAY) + LEFT_DAYS) * DAY;
  const labelled = certificates.map(({ namespace, name }) => ({
    name,
    namespace,
    issuer_name: "letsencrypt",
    issuer_kind: "ClusterIssuer",
    issuer_group: "cert-manager.io",
  }));
  const gauge = (name: string, help: string, value: number): Family => {
    return { name, type: "gauge", help, samples: labelled.map((labels) => ({ labels, value })) };
  };
  return [
    gauge(
      "certmanager_certificate_expiration_timestamp_seconds",
      "The timestamp after which the certificate expires, expressed in Unix Epoch Time.",
      end,
    ),
    gauge(
      "certmanager_certificate_renewal_timestamp_seconds",
      "The timestamp after which the certificate should be renewed, expressed in Unix Epoch Time.",
      end - RENEWAL_DAYS * DAY,
    ),
    {
      name: "certmanager_certificate_ready_status",
      type: "gauge",
      help: "The ready status of the certificate.",
      samples: labelled.flatMap((labels) =>
        ["True", "False", "Unknown"].map((condition) => ({
          labels: { ...labels, condition },
          value: condition === "True" ? 1 : 0,
        })),
      ),
    },
  ];
}
