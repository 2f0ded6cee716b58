import { firing, RUNBOOKS, sends, type Labels, type UnitTest } from "../unit-test";
import { certificate, DAY, ends, otherCertificate, renewalDue } from "./certificate";
import { unrenewedCases } from "./unrenewed";

const alert: Labels = { severity: "warning", team: "platform", ...certificate };

export const unitTest: UnitTest = {
  alert: "CertificateExpiringSoon",
  cases: [
    {
      way: "fires",
      name: "says which certificate has how long",
      series: [ends(14 * DAY + 3600), renewalDue(0)],
      expect: [
        sends(3600, alert, {
          summary: "Certificate was not renewed in time.",
          description:
            "Certificate monitoring/grafana-tls has 14d 0h 0m 0s left (less than 21 days), and cert-manager has had no date for a renewal ahead for at least 1 hour.",
          runbook_url: `${RUNBOOKS}/CertificateExpiringSoon.md`,
        }),
      ],
    },
    {
      way: "fires",
      name: "fires for each certificate by itself",
      series: [ends(14 * DAY), renewalDue(0), ends(20 * DAY, otherCertificate), renewalDue(0, otherCertificate)],
      expect: [firing(3660, alert, { ...alert, ...otherCertificate })],
    },
    ...unrenewedCases({ days: 21, for: 3600, severity: "warning" }),
  ],
};
