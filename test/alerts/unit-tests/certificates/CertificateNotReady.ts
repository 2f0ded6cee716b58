import { firing, idleBetween, RUNBOOKS, sends, quietUntil, type Labels, type UnitTest } from "../unit-test";
import { certificate, condition, otherCertificate, otherPod } from "./certificate";

const alert: Labels = { severity: "warning", team: "platform", ...certificate };

export const unitTest: UnitTest = {
  alert: "CertificateNotReady",
  cases: [
    {
      way: "fires",
      name: "says which certificate it is",
      series: condition(() => "False"),
      expect: [
        sends(1800, alert, {
          summary: "Certificate is not ready.",
          description:
            "Certificate monitoring/grafana-tls has not been ready for at least 30 minutes: it was never issued, has expired, or its Secret is not what it asks for.",
          runbook_url: `${RUNBOOKS}/CertificateNotReady.md`,
        }),
      ],
    },
    {
      way: "fires",
      name: "fires where the condition is not known",
      series: condition(() => "Unknown"),
      expect: [firing(1860, alert)],
    },
    {
      way: "fires",
      name: "goes on from one to the other",
      series: condition((seconds) => (seconds < 1200 ? "Unknown" : "False")),
      expect: [firing(1800, alert)],
    },
    {
      way: "threshold",
      name: "stays quiet while it is ready",
      series: condition(() => "True"),
      expect: [idleBetween(0, 7200)],
    },
    ...[30, 60].map((scrapeSeconds) => ({
      way: "threshold" as const,
      name: `fires where it is not, scraped every ${scrapeSeconds} s`,
      scrapeSeconds,
      series: condition(() => "False"),
      expect: [firing(1920, alert)],
    })),
    {
      way: "duration",
      name: "stays quiet at a first issue of 29 minutes",
      series: condition((seconds) => (seconds < 29 * 60 ? "False" : "True")),
      expect: [quietUntil(7200)],
    },
    {
      way: "duration",
      name: "fires after 30 minutes and not before, and ends with the issue",
      series: condition((seconds) => (seconds >= 600 && seconds < 3600 ? "False" : "True")),
      expect: [quietUntil(600 + 1785), firing(600 + 1800, alert), firing(3585, alert), firing(3600)],
    },
    {
      way: "series",
      name: "distinguishes certificates of one name in two namespaces, and two of one namespace",
      series: [
        ...condition(() => "False"),
        ...[{ namespace: "staging" }, { name: "other-tls" }, otherCertificate].flatMap((labels) =>
          condition(() => "True", labels),
        ),
      ],
      expect: [firing(1860, alert)],
    },
    {
      way: "series",
      name: "fires once, whichever pod of cert-manager reports it and however many",
      series: [
        ...condition((seconds) => (seconds < 2400 ? "False" : undefined)),
        ...condition((seconds) => (seconds >= 1200 ? "False" : undefined), otherPod),
      ],
      expect: [firing(1815, alert), firing(2400, alert), firing(3600, alert)],
    },
    {
      way: "series",
      name: "goes on through a failed scrape",
      series: condition((seconds) => (seconds >= 2400 && seconds < 2460 ? undefined : "False")),
      expect: [firing(2445, alert), firing(3000, alert)],
    },
    {
      way: "series",
      name: "stays quiet where the certificate is gone",
      series: condition((seconds) => (seconds < 1200 ? "False" : undefined)),
      expect: [quietUntil(7200)],
    },
  ],
};
