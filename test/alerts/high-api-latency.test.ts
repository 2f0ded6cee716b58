import { check, checkText, firing, neverPending, preparePromtool, silentUntil, type AlertLabels } from "./promtool";
import { constant, during, resetAt, rising, speeds, withGap, type Samples, type Series } from "./series";

const service = { namespace: "production", job: "qualisys-api" };

type Labels = Readonly<Record<string, string>>;

/** How many requests were answered within each bound (in seconds, as the label reads). */
type Buckets = Readonly<Record<string, Samples>>;

function histogram(buckets: Buckets, labels: Labels = {}): Series[] {
  const defaults = { ...service, instance: "10.0.0.31:9464", pod: "api-1", method: "GET", route: "/orders", status: "200" };
  return Object.entries(buckets).map(([le, samples]) => ({
    metric: "http_request_duration_seconds_bucket",
    labels: { ...defaults, ...labels, le },
    samples,
  }));
}

/** Requests per second, of which a share is answered within 0.25 s and the others take between 0.5 s and 1 s. */
function requests(perSecond: number, quickShare: number, labels: Labels = {}): Series[] {
  const quick = rising(perSecond * quickShare);
  return histogram({ "0.25": quick, "0.5": quick, "1.0": rising(perSecond), "+Inf": rising(perSecond) }, labels);
}

/** Ten requests per second, all of them slow in a time and quick before and after. */
function slowBetween(from: number, until: number): Series[] {
  const quick = speeds([0, 10], [from, 0], [until, 10]);
  return histogram({ "0.25": quick, "0.5": quick, "1.0": rising(10), "+Inf": rising(10) });
}

/** Services of exactly 95% quick requests, most a hair less in floating point: per pod, quick and all in 15 s. */
const unevenPods: readonly (readonly (readonly [quick: number, all: number])[])[] = [
  [[95, 100]],
  [[5, 5], [14, 15]],
  [[31, 33], [7, 7]],
  [[23, 25], [39, 41], [14, 14]],
];

function alert(labels: Labels = {}): AlertLabels {
  return { alertname: "HighAPILatency", severity: "warning", team: "application", ...service, ...labels };
}

describe("HighAPILatency", () => {
  before(preparePromtool);

  it("fires five minutes after the 95th percentile rose above 0.5 s, and not before", () =>
    check({ series: slowBetween(900, Infinity), expect: [silentUntil(1200), firing(1230, alert())] }));

  it("says what, where and how much", () =>
    checkText(requests(10, 0.5), 600, {
      alert: "HighAPILatency",
      labels: alert(),
      annotations: {
        summary: "Service answers slowly.",
        description:
          "95% of the requests to qualisys-api in production take up to 950ms (more than 500ms) for at least 5 minutes.",
        runbook_url: "https://runbooks.example.com/HighAPILatency.md",
        dashboard_url: "https://grafana.example.com/d/qualisys-application?viewPanel=12&var-namespace=production&var-job=qualisys-api",
      },
    }));

  for (const scrapeSeconds of [15, 30, 60]) {
    it(`is silent when exactly 95% take 0.5 s or less, over uneven pods, scraped every ${scrapeSeconds} s`, () =>
      check({
        scrapeSeconds,
        series: unevenPods.flatMap((pods, index) =>
          pods.flatMap(([quick, all], pod) =>
            histogram(
              { "0.5": rising(quick / 15), "1.0": rising(all / 15), "+Inf": rising(all / 15) },
              { job: `service-${index}`, pod: `pod-${pod}` },
            ),
          ),
        ),
        expect: [neverPending(300, 900)],
      }));

    it(`fires when 94.5% take 0.5 s or less, scraped every ${scrapeSeconds} s`, () =>
      check({ scrapeSeconds, series: requests(10, 0.945), expect: [firing(600, alert())] }));
  }

  it("is silent when 95.5% take 0.5 s or less", () => check({ series: requests(10, 0.955), expect: [silentUntil(1200)] }));

  it("is silent at one slow minute", () => check({ series: slowBetween(900, 960), expect: [silentUntil(1800)] }));

  it("is silent at two slow minutes", () => check({ series: slowBetween(900, 1020), expect: [silentUntil(1800)] }));

  it("is silent when one rare route is slow", () =>
    check({ series: [...requests(50, 1), ...requests(1, 0, { route: "/report" })], expect: [silentUntil(1200)] }));

  it("is silent when one pod of thirty is slow", () =>
    check({
      series: [...requests(29, 1), ...requests(1, 0, { pod: "api-2", instance: "10.0.0.32:9464" })],
      expect: [silentUntil(1200)],
    }));

  it("fires once for a service that is slow on several routes and pods", () =>
    check({
      series: ["api-1", "api-2"].flatMap((pod) => ["/orders", "/report"].flatMap((route) => requests(5, 0.5, { pod, route }))),
      expect: [firing(600, alert())],
    }));

  it("fires when all requests take longer than the last bound", () =>
    check({
      series: histogram({ "0.5": constant(0), "10.0": constant(0), "+Inf": rising(10) }),
      expect: [firing(600, alert())],
    }));

  it("reads whole bounds in either spelling", () =>
    check({
      series: histogram({ "0.5": rising(5), "1": rising(10), "+Inf": rising(10) }),
      expect: [firing(600, alert())],
    }));

  for (const route of ["/metrics", "/health", "/healthz", "/ready", "/readyz", "/livez"]) {
    it(`does not let quick calls of ${route} hide slow requests`, () =>
      check({ series: [...requests(1, 0.5), ...requests(200, 1, { route })], expect: [firing(600, alert())] }));
  }

  it("is silent when only a probe is slow", () =>
    check({ series: [...requests(10, 1), ...requests(10, 0, { route: "/ready" })], expect: [silentUntil(1200)] }));

  it("keeps routes that merely contain the name of a probe", () =>
    check({ series: requests(10, 0.5, { route: "/health/records" }), expect: [firing(600, alert())] }));

  it("is silent at two lonely slow requests", () => {
    const lonely: Samples = (seconds) => (seconds >= 700 ? 2 : seconds >= 600 ? 1 : 0);
    return check({
      series: histogram({ "0.5": constant(0), "1.0": lonely, "+Inf": lonely }),
      expect: [silentUntil(1800)],
    });
  });

  it("is silent at a slow request every 40 seconds", () =>
    check({ series: requests(1 / 40, 0), expect: [silentUntil(1800)] }));

  it("fires at a slow request every 25 seconds", () =>
    check({ series: requests(1 / 25, 0), expect: [firing(900, alert())] }));

  it("is silent at a service without requests", () => check({ series: requests(0, 0), expect: [silentUntil(1200)] }));

  it("tells a service in two namespaces apart, and services in one", () =>
    check({
      series: [
        ...requests(10, 1),
        ...requests(10, 0.5, { namespace: "staging" }),
        ...requests(100, 1, { job: "qualisys-web" }),
      ],
      expect: [firing(600, alert({ namespace: "staging" }))],
    }));

  it("is silent about exporters, some of which time their own scrapes under the same name", () =>
    check({
      series: requests(1, 0, { namespace: "monitoring", job: "kube-state-metrics", route: "" }),
      expect: [silentUntil(1200)],
    }));

  it("goes on firing when the service's counters are reset", () =>
    check({
      series: requests(10, 0.5).map((series) => ({ ...series, samples: resetAt(series.samples, 720) })),
      expect: [690, 720, 735, 780, 900].map((time) => firing(time, alert())),
    }));

  it("is not set back by a missed scrape, even at one a minute", () =>
    check({
      scrapeSeconds: 60,
      series: requests(10, 0.5).map((series) => ({ ...series, samples: withGap(series.samples, 540, 600) })),
      expect: [510, 555, 585, 615, 645].map((time) => firing(time, alert())),
    }));

  it("is silent during a rolling deploy of a quick service", () =>
    check({
      series: [
        ...requests(10, 0.99).map((series) => ({ ...series, samples: during(series.samples, 0, 600) })),
        ...requests(10, 0.99, { pod: "api-2" }).map(({ samples, ...series }) => ({
          ...series,
          samples: during((seconds) => samples(seconds - 585), 585),
        })),
      ],
      expect: [silentUntil(1200)],
    }));

  it("ends when the service is gone", () =>
    check({
      series: requests(10, 0.5).map((series) => ({ ...series, samples: during(series.samples, 0, 600) })),
      expect: [firing(600, alert()), firing(900)],
    }));

  it("is silent without a histogram", () =>
    check({
      series: [{ metric: "http_requests_total", labels: { ...service, status: "200" }, samples: rising(10) }],
      expect: [silentUntil(900)],
    }));
});
