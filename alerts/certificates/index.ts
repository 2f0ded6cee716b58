/** Alerts on TLS certificates, from cert-manager; without `monitoring:certManager` there are no such metrics. */
import type { AlertSettings } from "../../config/schema/alerts";
import type { RuleGroup } from "../types";

/** A Certificate of Kubernetes, whichever pod of cert-manager reports it. */
const CERTIFICATE = "namespace, job, name";

const DAY_SECONDS = 86_400;

/** Seconds left to each certificate; one that was never issued ends at 0, and is CertificateNotReady's. */
const left = `(max by (${CERTIFICATE}) (certmanager_certificate_expiration_timestamp_seconds) > 0) - time()`;

/**
 * Certificates of less than so many days whose renewal is due. Without the second half every certificate that lives
 * for less than that would alert all its life; one without a date of renewal is not spared.
 */
function unrenewed(days: number): string {
  return `${left} < ${days} * ${DAY_SECONDS}
unless
  max by (${CERTIFICATE}) (certmanager_certificate_renewal_timestamp_seconds) > time()`;
}

/** Alerts on certificates. */
export function certificateAlerts({ certificates: { warningDays, criticalDays } }: AlertSettings): RuleGroup {
  return {
    name: "qualisys-certificates",
    alerts: [
      {
        name: "CertificateExpiringSoon",
        expr: unrenewed(warningDays),
        for: "1h",
        severity: "warning",
        team: "platform",
        summary: "Certificate was not renewed in time.",
        description:
          "Certificate {{ $labels.namespace }}/{{ $labels.name }} has {{ $value | humanizeDuration }} left " +
          `(less than ${warningDays} days), and its renewal is overdue for at least 1 hour.`,
      },
      {
        name: "CertificateExpiryImminent",
        expr: unrenewed(criticalDays),
        for: "15m",
        severity: "critical",
        team: "platform",
        summary: "Certificate is about to expire, or has expired.",
        description:
          "Certificate {{ $labels.namespace }}/{{ $labels.name }} has {{ $value | humanizeDuration }} left " +
          `(less than ${criticalDays} days; below zero it has expired), and its renewal is overdue for at least 15 minutes.`,
      },
      {
        name: "CertificateNotReady",
        expr: `max by (${CERTIFICATE}) (certmanager_certificate_ready_status{condition!="True"}) == 1`,
        // A first issue, with its proof of ownership through DNS, takes minutes.
        for: "30m",
        severity: "warning",
        team: "platform",
        summary: "Certificate is not ready.",
        description:
          "cert-manager could not issue or renew certificate {{ $labels.namespace }}/{{ $labels.name }} for at least 30 minutes.",
      },
    ],
  };
}
