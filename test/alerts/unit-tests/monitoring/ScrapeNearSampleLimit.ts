import { constant, during, steps, withGap, type Samples, type Series } from "../../series";
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

const service: Labels = { namespace: "production", job: "qualisys-api" };

/** Samples that one pod exposes; production's services may have 10,000. */
function scrape(samples: Samples, labels: Labels = {}): Series {
  return {
    metric: "scrape_samples_post_metric_relabeling",
    labels: { ...service, instance: "10.0.1.5:9464", pod: "api-1", ...labels },
    samples,
  };
}

const alert: Labels = { severity: "warning", team: "application", ...service };

const fires: readonly UnitTestCase[] = [
  {
    way: "fires",
    name: "says which service exposes how much",
    series: [scrape(constant(8_750))],
    expect: [
      sends(900, alert, {
        summary: "Service exposes about as many samples as Prometheus takes, or more.",
        description:
          "A target of qualisys-api in production exposes 87.5% of the samples that one scrape may have " +
          "(more than 80%) for at least 15 minutes; beyond 100% Prometheus refuses them all.",
        runbook_url: `${RUNBOOKS}/ScrapeNearSampleLimit.md`,
      }),
    ],
  },
  {
    way: "fires",
    name: "goes on when scrapes are refused, whose samples are counted all the same",
    series: [scrape(steps([0, 9_500], [1800, 12_000]))],
    expect: [firing(1785, alert), firing(2700, alert)],
  },
  {
    way: "fires",
    name: "watches every service of the stack",
    series: ["qualisys-web", "qualisys-batch"].map((job) => scrape(constant(9_000), { job })),
    expect: [firing(900, { ...alert, job: "qualisys-batch" }, { ...alert, job: "qualisys-web" })],
  },
];

const threshold: readonly UnitTestCase[] = [
  {
    way: "threshold",
    name: "stays quiet at exactly 80%",
    series: [scrape(constant(8_000))],
    expect: [idleBetween(0, 3600)],
  },
  {
    way: "threshold",
    name: "stays quiet one sample below",
    series: [scrape(constant(7_999))],
    expect: [idleBetween(0, 3600)],
  },
  ...[15, 30, 60].map(
    (scrapeSeconds): UnitTestCase => ({
      way: "threshold",
      name: `fires one sample above, scraped every ${scrapeSeconds} s`,
      scrapeSeconds,
      series: [scrape(constant(8_001))],
      expect: [firing(1200, alert)],
    }),
  ),
];

const duration: readonly UnitTestCase[] = [
  {
    way: "duration",
    name: "fires after 15 minutes and not before, and ends with the excess",
    series: [scrape(steps([0, 3_000], [600, 9_000], [3600, 4_000]))],
    expect: [quietUntil(600 + 885), firing(600 + 900, alert), firing(3585, alert), firing(3600)],
  },
];

const resets: readonly UnitTestCase[] = [
  {
    way: "series",
    name: "fires once for a service, about its largest pod",
    series: [1_000, 9_000, 8_500].map((samples, pod) =>
      scrape(constant(samples), { pod: `api-${pod}`, instance: `10.0.1.${pod}:9464` }),
    ),
    expect: [firing(900, alert)],
  },
  {
    way: "series",
    name: "does not add up the pods of a service",
    series: [1, 2, 3].map((pod) => scrape(constant(4_000), { pod: `api-${pod}`, instance: `10.0.1.${pod}:9464` })),
    expect: [idleBetween(0, 3600)],
  },
  {
    way: "series",
    name: "distinguishes the namespaces of a service",
    series: [scrape(constant(9_000)), scrape(constant(2_000), { namespace: "canary", pod: "api-9" })],
    expect: [firing(900, alert)],
  },
  {
    way: "series",
    name: "leaves targets without a limit alone",
    series: ["kube-state-metrics", "qualisys-api-gateway", "kubelet"].map((job) => scrape(constant(60_000), { job })),
    expect: [idleBetween(0, 3600)],
  },
  {
    way: "series",
    name: "goes on through a rollout and a failed scrape",
    series: [
      scrape(withGap(during(constant(9_000), 0, 2400), 1200, 1260)),
      scrape(during(constant(9_000), 2385), { pod: "api-2", instance: "10.0.1.6:9464" }),
    ],
    expect: [firing(1245, alert), firing(2385, alert), firing(3000, alert)],
  },
];

export const unitTest: UnitTest = {
  alert: "ScrapeNearSampleLimit",
  cases: [...fires, ...threshold, ...duration, ...resets],
};
