/** The cases that both alerts on certificates at their end share, each with its own limit. */
import { during, steps, withGap } from "../../series";
import { everyMinute, firing, idleBetween, quietUntil, type Labels, type UnitTestCase } from "../unit-test";
import { certificate, DAY, ends, otherCertificate, otherPod, renewalDue } from "./certificate";

/** What distinguishes the two. */
export interface Limit {
  readonly days: number;
  /** Seconds. */
  readonly for: number;
  readonly severity: string;
}

export function unrenewedCases({ days, for: wait, severity }: Limit): readonly UnitTestCase[] {
  const alert: Labels = { severity, team: "platform", ...certificate };
  const limit = days * DAY;
  /** Half a day below the limit for the whole case. */
  const below = limit - DAY / 2;
  return [
    {
      way: "threshold",
      name: `stays quiet at exactly ${days} days, and is pending a moment later`,
      series: [ends(limit + 1800), renewalDue(0)],
      expect: [idleBetween(0, 1800), quietUntil(1800 + wait), firing(1815 + wait, alert)],
    },
    {
      way: "threshold",
      name: "stays quiet until the renewal is due, and fires when it is missed",
      series: [ends(below), renewalDue(1800)],
      expect: [idleBetween(0, 1785), quietUntil(1785 + wait), firing(1800 + wait, alert)],
    },
    ...[30, 60].map(
      (scrapeSeconds): UnitTestCase => ({
        way: "threshold",
        name: `fires below ${days} days, scraped every ${scrapeSeconds} s`,
        scrapeSeconds,
        series: [ends(below), renewalDue(0)],
        expect: [firing(wait + 120, alert)],
      }),
    ),
    {
      way: "duration",
      name: "fires after its time and not before, and ends with the renewal",
      series: [
        ends(steps([0, below], [wait + 1200, below + 90 * DAY])),
        renewalDue(steps([0, 0], [wait + 1200, 60 * DAY])),
      ],
      expect: [quietUntil(wait - 15), firing(wait, alert), firing(wait + 1185, alert), firing(wait + 1200)],
    },
    {
      way: "duration",
      name: "stays quiet where the renewal takes minutes",
      series: [ends(steps([0, below], [1200, below + 90 * DAY])), renewalDue(steps([0, 600], [1200, 60 * DAY]))],
      expect: [quietUntil(wait + 3600)],
    },
    ...everyMinute([
      {
        way: "series",
        name: "leaves certificates alone that live for less and are renewed in time",
        series: [
          // One hour each, renewed 20 minutes before their end.
          ends((seconds) => Math.floor(seconds / 2400) * 2400 + 3600),
          renewalDue((seconds) => Math.floor(seconds / 2400) * 2400 + 2400),
        ],
        expect: [quietUntil(3 * wait)],
      },
      {
        way: "series",
        name: "fires for a certificate without a date of renewal",
        series: [ends(below)],
        expect: [firing(wait + 60, alert)],
      },
      {
        way: "series",
        name: "leaves a certificate that was never issued to CertificateNotReady",
        series: [ends(0), renewalDue(0)],
        expect: [idleBetween(0, wait + 1800)],
      },
      {
        way: "series",
        name: "stays quiet without an end",
        series: [renewalDue(0)],
        expect: [idleBetween(0, wait + 1800)],
      },
      {
        way: "series",
        name: "distinguishes certificates of one name in two namespaces, and two of one namespace",
        series: [
          ends(below),
          renewalDue(0),
          ...[{ namespace: "staging" }, { name: "other-tls" }, otherCertificate].flatMap((labels) => [
            ends(100 * DAY, labels),
            renewalDue(70 * DAY, labels),
          ]),
        ],
        expect: [firing(wait + 60, alert)],
      },
      {
        way: "series",
        name: "believes the pod of cert-manager that saw the renewal",
        series: [ends(below), renewalDue(0), ends(below + 90 * DAY, otherPod), renewalDue(60 * DAY, otherPod)],
        expect: [idleBetween(0, wait + 1800)],
      },
      {
        way: "series",
        name: "believes the later of two ends",
        series: [ends(below), ends(below + 90 * DAY, otherPod)],
        expect: [idleBetween(0, wait + 1800)],
      },
      {
        way: "series",
        name: "believes the later of two dates of renewal",
        series: [ends(below), renewalDue(0), renewalDue(60 * DAY, otherPod)],
        expect: [idleBetween(0, wait + 1800)],
      },
      {
        way: "series",
        name: "does not forget a certificate that expired long ago",
        series: [ends(1), renewalDue(0)],
        expect: [firing(wait + 60, alert)],
      },
    ]),
    {
      way: "series",
      name: "does not add up the dates that two pods report",
      series: [ends(below), renewalDue(2000), renewalDue(2000, otherPod)],
      expect: [quietUntil(2010 + wait - 15), firing(2010 + wait, alert)],
    },
    {
      way: "series",
      name: "goes on when another pod of cert-manager takes over, and through a failed scrape",
      series: [
        ends(
          withGap(
            during(() => below, 0, wait + 1200),
            wait + 300,
            wait + 360,
          ),
        ),
        renewalDue(during(() => 0, 0, wait + 1200)),
        ends(
          during(() => below, wait + 1230),
          otherPod,
        ),
        renewalDue(
          during(() => 0, wait + 1230),
          otherPod,
        ),
      ],
      expect: [firing(wait + 345, alert), firing(wait + 1230, alert), firing(wait + 1800, alert)],
    },
  ];
}
