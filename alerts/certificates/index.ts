/** Alerts on TLS certificates, from cert-manager; without `monitoring:certManager` there are no such metrics. */
import type { CertManagerConfig } from "../../config/schema";
import type { AlertSettings } from "../../config/schema/alerts";
import { jobs } from "../../naming";
import { unanswered } from "../targets";
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

/**
 * Whether any cert-manager answers. Only where the configuration has one is it known that there has to be one; a target
 * that somebody else's ServiceMonitor finds has to answer as well.
 */
function unansweringCertManager(certManager: CertManagerConfig | undefined): string {
  const expected = certManager === undefined ? [] : [{ namespace: certManager.namespace, job: jobs.certManager }];
  return unanswered(`job="${jobs.certManager}"`, ["namespace", "job"], expected);
}

/**
 * Alerts on certificates.
 *
 * @param certManager where cert-manager runs; absent: the stack does not scrape it.
 */
export function certificateAlerts(
  { certificates: { warningDays, criticalDays } }: AlertSettings,
  certManager: CertManagerConfig | undefined,
): RuleGroup {
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
          `(less than ${warningDays} days), and cert-manager has had no date for a renewal ahead for at least 1 hour.`,
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
          `(less than ${criticalDays} days; below zero it has expired), and cert-manager has had no date for a renewal ahead for at least 15 minutes.`,
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
          "Certificate {{ $labels.namespace }}/{{ $labels.name }} has not been ready for at least 30 minutes: it was never issued, " +
          "has expired, or its Secret is not what it asks for.",
      },
      {
        name: "CertManagerAbsent",
        expr: unansweringCertManager(certManager),
        // Longer than its only pod takes to be replaced.
        for: "15m",
        severity: "warning",
        team: "platform",
        summary: "Certificates are not watched.",
        description:
          "No {{ $labels.job }} in {{ $labels.namespace }} has answered Prometheus for at least 15 minutes: " +
          "alerts on certificates can't fire.",
      },
    ],
  };
}
