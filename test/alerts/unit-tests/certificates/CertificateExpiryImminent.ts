import { firing, RUNBOOKS, sends, type Labels, type UnitTest } from "../unit-test";
import { certificate, DAY, ends, renewalDue } from "./certificate";
import { unrenewedCases } from "./unrenewed";

const alert: Labels = { severity: "critical", team: "platform", ...certificate };

const texts = (left: string) => ({
  summary: "Certificate is about to expire, or has expired.",
  description: `Certificate monitoring/grafana-tls has ${left} left (less than 3 days; below zero it has expired), and cert-manager has had no date for a renewal ahead for at least 15 minutes.`,
  runbook_url: `${RUNBOOKS}/CertificateExpiryImminent.md`,
});

export const unitTest: UnitTest = {
  alert: "CertificateExpiryImminent",
  cases: [
    {
      way: "fires",
      name: "says which certificate has how long",
      series: [ends(2 * DAY + 1800), renewalDue(0)],
      expect: [sends(1800, alert, texts("2d 0h 0m 0s"))],
    },
    {
      way: "fires",
      name: "goes on when the certificate has expired",
      series: [ends(1800), renewalDue(0)],
      expect: [firing(1200, alert), sends(5400, alert, texts("-1h 0m 0s"))],
    },
    ...unrenewedCases({ days: 3, for: 900, severity: "critical" }),
  ],
};
