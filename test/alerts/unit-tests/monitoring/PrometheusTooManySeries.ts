import { constant, during, steps, withGap, type Samples } from "../../series";
import {
  firing,
  idleBetween,
  RUNBOOKS,
  sends,
  quietUntil,
  type Labels,
  type UnitTest,
  type UnitTestCase,
} from "../unit-test";
import { foundAgain, otherServer, own, server } from "./servers";

function series(samples: Samples, labels: Labels = server) {
  return own("prometheus_tsdb_head_series", samples, labels);
}

const alert: Labels = { severity: "warning", team: "platform", ...server };

const fires: readonly UnitTestCase[] = [
  {
    way: "fires",
    name: "says which server holds how many",
    series: [series(constant(412_000))],
    expect: [
      sends(960, alert, {
        summary: "Prometheus holds more series than it is sized for.",
        description:
          "monitoring/prometheus-monitoring-kube-prometheus-prometheus-0 holds 412k series (more than 300000) for at least 15 minutes.",
        runbook_url: `${RUNBOOKS}/PrometheusTooManySeries.md`,
      }),
    ],
  },
  {
    way: "fires",
    name: "finds the server that holds too many, and not the other one",
    series: [series(constant(310_000)), series(constant(120_000), otherServer)],
    expect: [firing(960, alert)],
  },
];

const threshold: readonly UnitTestCase[] = [
  {
    way: "threshold",
    name: "stays quiet at exactly 300,000",
    series: [series(constant(300_000))],
    expect: [idleBetween(0, 3600)],
  },
  {
    way: "threshold",
    name: "stays quiet at 299,999",
    series: [series(constant(299_999))],
    expect: [idleBetween(0, 3600)],
  },
  ...[15, 30, 60].map(
    (scrapeSeconds): UnitTestCase => ({
      way: "threshold",
      name: `fires at 300,001, scraped every ${scrapeSeconds} s`,
      scrapeSeconds,
      series: [series(constant(300_001))],
      expect: [firing(1200, alert)],
    }),
  ),
];

const duration: readonly UnitTestCase[] = [
  {
    way: "duration",
    name: "fires after 15 minutes and not before, and ends with the excess",
    series: [series(steps([0, 200_000], [600, 310_000], [3600, 290_000]))],
    expect: [quietUntil(600 + 885), firing(600 + 900, alert), firing(3585, alert), firing(3600)],
  },
  {
    way: "duration",
    name: "starts over when the number falls in between",
    series: [series(steps([0, 310_000], [840, 290_000], [900, 310_000]))],
    expect: [quietUntil(1785), firing(1800, alert)],
  },
];

const resets: readonly UnitTestCase[] = [
  {
    way: "series",
    name: "fires once for a server that is found twice, and by the higher number",
    series: [series(constant(300_100)), ...foundAgain([series(constant(299_900))])],
    expect: [firing(960, alert)],
  },
  {
    way: "series",
    name: "does not add up a server that is found twice",
    series: [series(constant(160_000)), ...foundAgain([series(constant(160_000))])],
    expect: [idleBetween(0, 3600)],
  },
  {
    way: "series",
    name: "leaves another team's Prometheus alone",
    series: [series(constant(900_000), { ...server, job: "prometheus-agent" })],
    expect: [idleBetween(0, 3600)],
  },
  {
    way: "series",
    name: "goes on through a scrape that failed",
    series: [series(withGap(constant(310_000), 1200, 1260))],
    expect: [firing(1245, alert), firing(1500, alert)],
  },
  {
    way: "series",
    name: "starts over for a server that was restarted, under its new address",
    series: [
      series(during(constant(310_000), 0, 1200)),
      series(during(constant(310_000), 1230), { ...server, instance: "10.0.0.99:9090" }),
    ],
    expect: [firing(1185, alert), firing(1230 + 900, { ...alert, instance: "10.0.0.99:9090" })],
  },
];

export const unitTest: UnitTest = {
  alert: "PrometheusTooManySeries",
  cases: [...fires, ...threshold, ...duration, ...resets],
};
