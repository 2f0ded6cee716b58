import { check, checkText, firing, neverPending, preparePromtool, silentUntil, type AlertLabels } from "./promtool";
import { during, resetAt, rising, speeds, withGap, type Samples, type Series } from "./series";

const service = { namespace: "production", job: "qualisys-api" };

type Labels = Readonly<Record<string, string>>;

function requests(status: string, samples: Samples, labels: Labels = {}): Series {
  const defaults = { ...service, instance: "10.0.0.31:9464", pod: "api-1", method: "GET", route: "/orders" };
  return { metric: "http_requests_total", labels: { ...defaults, ...labels, status }, samples };
}

/** A hundred requests per second, of which some per second fail. */
function failing(perSecond: number, labels: Labels = {}): Series[] {
  return [requests("500", rising(perSecond), labels), requests("200", rising(100 - perSecond), labels)];
}

/** Ten requests per second, all of them failing in a time and none before and after. */
function outage(from: number, until: number): Series[] {
  return [
    requests("500", speeds([0, 0], [from, 10], [until, 0])),
    requests("200", speeds([0, 10], [from, 0], [until, 10])),
  ];
}

/** Services of exactly 5% errors, most a hair more in floating point: for each pod, errors in 15 s. */
const unevenPods: readonly (readonly number[])[] = [[5], [13, 16], [11, 26], [33, 25, 1]];

function alert(labels: Labels = {}): AlertLabels {
  return { alertname: "HighErrorRate", severity: "critical", team: "application", ...service, ...labels };
}

describe("HighErrorRate", () => {
  before(preparePromtool);

  it("fires after five minutes above 5%, and not before", () =>
    check({ series: outage(900, Infinity), expect: [silentUntil(1200), firing(1230, alert())] }));

  it("says what, where and how much", () =>
    checkText(failing(12), 600, {
      alert: "HighErrorRate",
      labels: alert(),
      annotations: {
        summary: "Service fails requests.",
        description:
          "12% of the requests to qualisys-api in production are answered with a 5xx status (more than 5%) for at least 5 minutes.",
        runbook_url: "https://runbooks.example.com/HighErrorRate.md",
        dashboard_url: "https://grafana.example.com/d/qualisys-application?viewPanel=11&var-namespace=production&var-job=qualisys-api",
      },
    }));

  for (const scrapeSeconds of [15, 30, 60]) {
    it(`is silent at exactly 5%, over uneven pods, scraped every ${scrapeSeconds} s`, () =>
      check({
        scrapeSeconds,
        series: unevenPods.flatMap((pods, index) =>
          pods.flatMap((errors, pod) => {
            const labels = { job: `service-${index}`, pod: `pod-${pod}` };
            return [
              requests("500", rising(errors / 15, pod * 1013), labels),
              requests("200", rising((errors * 19) / 15, pod * 77_003), labels),
            ];
          }),
        ),
        expect: [neverPending(300, 900)],
      }));

    it(`fires at 5.1%, scraped every ${scrapeSeconds} s`, () =>
      check({ scrapeSeconds, series: failing(5.1), expect: [firing(600, alert())] }));
  }

  it("is silent at 4.9%", () => check({ series: failing(4.9), expect: [silentUntil(1200)] }));

  it("is silent at a trickle of one error among many requests", () =>
    check({ series: [...failing(0), requests("503", rising(1 / 30))], expect: [silentUntil(1200)] }));

  it("adds up the errors of all routes, pods and statuses", () =>
    check({
      series: [
        requests("200", rising(88)),
        requests("500", rising(4)),
        requests("503", rising(4), { route: "/report" }),
        requests("502", rising(4), { pod: "api-2" }),
      ],
      expect: [firing(600, alert())],
    }));

  it("is silent when one quiet route fails", () =>
    check({ series: [...failing(0), requests("500", rising(1), { route: "/report" })], expect: [silentUntil(1200)] }));

  it("fires in a total outage, in which no request succeeds", () =>
    check({ series: [requests("503", rising(1))], expect: [firing(600, alert())] }));

  it("fires when errors appear under a label set that was never seen", () =>
    check({
      series: [requests("200", rising(90)), requests("500", during(rising(10), 600))],
      expect: [silentUntil(900), firing(1020, alert())],
    }));

  it("is silent at one minute of total outage", () => check({ series: outage(900, 960), expect: [silentUntil(1800)] }));

  it("is silent at two minutes of total outage", () => check({ series: outage(900, 1020), expect: [silentUntil(1800)] }));

  it("is silent without errors", () => check({ series: [requests("200", rising(10))], expect: [silentUntil(1200)] }));

  it("is silent at errors of the callers", () =>
    check({ series: [requests("200", rising(5)), requests("404", rising(5))], expect: [silentUntil(1200)] }));

  it("is silent at two lonely errors", () => {
    const lonely: Samples = (seconds) => (seconds >= 700 ? 2 : seconds >= 600 ? 1 : 0);
    return check({ series: [requests("500", lonely)], expect: [silentUntil(1800)] });
  });

  it("is silent at an error every 40 seconds and nothing else", () =>
    check({ series: [requests("500", rising(1 / 40))], expect: [silentUntil(1800)] }));

  it("fires at an error every 25 seconds and nothing else", () =>
    check({ series: [requests("500", rising(1 / 25))], expect: [firing(900, alert())] }));

  it("is silent at a service without requests", () =>
    check({ series: [requests("200", rising(0)), requests("500", rising(0))], expect: [silentUntil(1200)] }));

  for (const route of ["/metrics", "/health", "/healthz", "/ready", "/readyz", "/livez"]) {
    it(`does not let calls of ${route} hide errors, or stand for traffic`, () =>
      check({
        series: [
          ...failing(10),
          requests("200", rising(500), { route }),
          requests("500", rising(1 / 60), { job: "idle" }),
          requests("200", rising(0.1), { job: "idle", route }),
        ],
        expect: [firing(600, alert())],
      }));
  }

  it("is silent when only a probe fails", () =>
    check({ series: [...failing(0), requests("503", rising(50), { route: "/ready" })], expect: [silentUntil(1200)] }));

  it("is not set back by a missed scrape, even at one a minute", () =>
    check({
      scrapeSeconds: 60,
      series: failing(10).map((series) => ({ ...series, samples: withGap(series.samples, 540, 600) })),
      expect: [510, 555, 585, 615, 645].map((time) => firing(time, alert())),
    }));

  it("tells a service in two namespaces apart, and services in one", () =>
    check({
      series: [...failing(0), ...failing(10, { namespace: "staging" }), ...failing(0, { job: "qualisys-web" })],
      expect: [firing(600, alert({ namespace: "staging" }))],
    }));

  it("is silent about exporters", () =>
    check({ series: failing(50, { namespace: "monitoring", job: "kube-state-metrics" }), expect: [silentUntil(1200)] }));

  it("goes on firing when the service's counters are reset", () =>
    check({
      series: failing(10).map((series) => ({ ...series, samples: resetAt(series.samples, 720) })),
      expect: [690, 720, 735, 780, 900].map((time) => firing(time, alert())),
    }));

  it("fires once for a service that is scraped twice", () =>
    check({ series: [...failing(10), ...failing(10, { endpoint: "http" })], expect: [firing(600, alert())] }));

  it("ends when the service is gone", () =>
    check({
      series: failing(10).map((series) => ({ ...series, samples: during(series.samples, 0, 600) })),
      expect: [firing(600, alert()), firing(900)],
    }));

  it("is silent without a counter of requests", () =>
    check({
      series: [{ metric: "up", labels: service, samples: () => 1 }],
      expect: [silentUntil(900)],
    }));
});
