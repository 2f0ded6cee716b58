/** The unit tests of the SLOs' alerts: the same scenarios for each pair of windows, what is expected from the workbook's table. */
import { rising, speeds, type Samples, type Series } from "../../series";
import { answered, histogram, lonely, missing, probes, restarted, scraped, service } from "../requests/http";
import {
  firing,
  idleBetween,
  RUNBOOKS,
  sends,
  quietBetween,
  quietUntil,
  type Labels,
  type UnitTest,
  type UnitTestCase,
} from "../unit-test";

/** One row of the table: a pair of windows at an objective of 99.5%. Minutes. */
export interface Row {
  readonly long: number;
  readonly short: number;
  /** Requests that have to go wrong in both. Per cent. */
  readonly percent: number;
  readonly for: number;
  /** When the alert fires after so many per cent of the requests begin to go wrong: percent of the long window's minutes, and `for`. */
  readonly firesAfter: Readonly<Record<number, number>>;
  readonly severity: "critical" | "warning";
  /** Seconds between two evaluations: more for long windows, or their cases would take minutes. */
  readonly evaluationSeconds: number;
  readonly scrapeSeconds: number;
  /** In the description. */
  readonly window: string;
  readonly lasts: string;
}

/** Multi-window, multi-burn-rate alerts, with a history as long as the long window. */
export const table = {
  "1Hour": {
    long: 60,
    short: 5,
    percent: 7.2,
    for: 2,
    firesAfter: { 100: 7, 50: 11.5, 20: 24, 10: 45.5, 8: 56.5 },
    severity: "critical",
    evaluationSeconds: 30,
    scrapeSeconds: 15,
    window: "1h",
    lasts: "50 hours",
  },
  "6Hours": {
    long: 360,
    short: 30,
    percent: 3,
    for: 15,
    firesAfter: { 100: 26, 50: 37.5, 20: 69, 10: 123, 8: 150, 5: 231 },
    severity: "critical",
    evaluationSeconds: 60,
    scrapeSeconds: 60,
    window: "6h",
    lasts: "5 days",
  },
  "1Day": {
    long: 1440,
    short: 120,
    percent: 1.5,
    for: 60,
    firesAfter: { 100: 81.6, 20: 168, 10: 276 },
    severity: "warning",
    evaluationSeconds: 300,
    scrapeSeconds: 60,
    window: "1d",
    lasts: "10 days",
  },
  "3Days": {
    long: 4320,
    short: 360,
    percent: 0.5,
    for: 180,
    firesAfter: { 100: 201.6, 10: 396, 2: 1260 },
    severity: "warning",
    evaluationSeconds: 300,
    scrapeSeconds: 60,
    window: "3d",
    lasts: "30 days",
  },
} as const satisfies Readonly<Record<string, Row>>;

/** A time of even traffic. */
interface Stretch {
  /** Minutes after the start. */
  readonly from: number;
  readonly requestsPerSecond: number;
  /** Requests that go wrong. Per cent. */
  readonly bad: number;
}

/** The objective, and how requests go wrong. */
export interface Kind {
  /** The alert's name without that of its windows. */
  readonly alert: string;
  /** Its error budget, as a multiple of that at 99.5%: shares of the table count so often. */
  readonly scale: number;
  /** The services of the stack with such an objective. */
  readonly services: readonly string[];
  readonly summary: string;
  readonly description: (bad: number, row: Row) => string;
  /** Counters of all requests, and of those that go wrong or well. */
  readonly requests: (all: Samples, bad: Samples, labels?: Labels) => readonly Series[];
}

/** An error budget of 0.5%, the default. */
export const errorBudget: Kind = {
  alert: "SLOErrorBudgetBurn",
  scale: 1,
  services: ["qualisys-api", "qualisys-web", "qualisys-batch"],
  summary: "Service fails more requests than its objective allows.",
  description: (bad, { window, lasts }) =>
    `${bad}% of the requests to qualisys-api in production failed within ${window}: at this pace, the error budget of 30 days lasts ${lasts} at most.`,
  requests: (all, bad, labels) => [
    answered("500", bad, labels),
    answered("200", (seconds) => (all(seconds) ?? 0) - (bad(seconds) ?? 0), labels),
  ],
};

/** 5% of the requests may take longer than 0.5 s, the default. */
export const latencyBudget: Kind = {
  alert: "SLOLatencyBudgetBurn",
  scale: 10,
  services: ["qualisys-api", "qualisys-web"],
  summary: "Service answers more requests slowly than its objective allows.",
  description: (bad, { window, lasts }) =>
    `Only ${100 - bad}% of the requests to qualisys-api in production were quick enough within ${window}: ` +
    `at this pace, the budget of slow requests for 30 days lasts ${lasts} at most.`,
  requests: (all, bad, labels) => {
    const fast: Samples = (seconds) => (all(seconds) ?? 0) - (bad(seconds) ?? 0);
    // The bounds around that of the objective hold other numbers of requests.
    const some: Samples = (seconds) => (fast(seconds) ?? 0) / 2;
    return histogram({ "0.25": some, "0.5": fast, "1.0": all, "+Inf": all }, labels);
  },
};

/** Traffic in stretches, each until the next begins. */
function traffic(kind: Kind, stretches: readonly Stretch[], labels: Labels = {}): readonly Series[] {
  const all = speeds(...stretches.map(({ from, requestsPerSecond }) => [from * 60, requestsPerSecond] as const));
  const bad = speeds(
    ...stretches.map(
      ({ from, requestsPerSecond, bad: percent }) => [from * 60, (requestsPerSecond * percent) / 100] as const,
    ),
  );
  return kind.requests(all, bad, labels);
}

/** Even traffic of which the same share goes wrong all the time; a history of an hour says the same as one of days. */
function steady(kind: Kind, bad: number, labels: Labels = {}, requestsPerSecond = 10): readonly Series[] {
  return traffic(kind, [{ from: 0, requestsPerSecond, bad }], labels);
}

/** Pods whose shares are exactly the given one together, for each its requests in 15 s. */
const UNEVEN = [
  [7, 331],
  [1009, 13, 77],
  [250, 41, 3, 19],
];

/** The unit test of the alert on one pair of windows. */
export function burnUnitTest(kind: Kind, name: keyof typeof table): UnitTest {
  const row: Row = table[name];
  const alertName = `${kind.alert}${name}`;
  const alert: Labels = { severity: row.severity, team: "application", ...service };
  const percent = row.percent * kind.scale;
  const { evaluationSeconds, scrapeSeconds } = row;
  /** Minutes in which the alert is decided when requests go wrong from the start, with some room. */
  const soon = row.for + 4 * (evaluationSeconds / 60) + 10;
  const one = (
    way: UnitTestCase["way"],
    text: string,
    series: readonly Series[],
    ...expect: UnitTestCase["expect"]
  ): UnitTestCase => ({ way, name: text, series, scrapeSeconds, evaluationSeconds, expect });

  /** Good for as long as the long window, and then so many per cent go wrong. */
  const begins = (bad: number, until = Infinity): readonly Series[] =>
    traffic(kind, [
      { from: 0, requestsPerSecond: 10, bad: 0 },
      { from: row.long, requestsPerSecond: 10, bad },
      ...(until === Infinity ? [] : [{ from: row.long + until, requestsPerSecond: 10, bad: 0 }]),
    ]);
  /** Seconds after the start of what goes wrong after the long window, in minutes after that. */
  const at = (minutes: number): number => Math.round((row.long + minutes) * 60);
  /** Rates lag, and an alert waits for its evaluation. */
  const late = 1 + (2 * evaluationSeconds) / 60;

  const after = Object.entries(row.firesAfter).flatMap(([share, minutes]): UnitTestCase[] => {
    const bad = Number(share) * kind.scale;
    if (bad > 100) return [];
    return [
      one(
        "fires",
        `fires ${minutes} minutes after ${bad}% of the requests began to go wrong`,
        begins(bad),
        quietUntil(at(minutes - 1)),
        firing(at(minutes + late), alert),
      ),
    ];
  });

  return {
    alert: alertName,
    cases: [
      ...after,
      one(
        "fires",
        "says what, where and how much",
        steady(kind, 80),
        sends(soon * 60, alert, {
          summary: kind.summary,
          description: kind.description(80, row),
          runbook_url: `${RUNBOOKS}/${alertName}.md`,
        }),
      ),
      one(
        "fires",
        "distinguishes a service in two namespaces, and services in one",
        [
          ...steady(kind, 0),
          ...steady(kind, 90, { namespace: "staging" }),
          ...steady(kind, 0, { job: "qualisys-web" }, 500),
        ],
        firing(soon * 60, { ...alert, namespace: "staging" }),
      ),
      one(
        "fires",
        "fires for each of several services",
        kind.services.flatMap((job) => steady(kind, 90, { job })),
        firing(soon * 60, ...kind.services.map((job) => ({ ...alert, job }))),
      ),
      one(
        "fires",
        "adds up routes, pods and methods",
        [
          ...steady(kind, 0),
          ...["api-2", "api-3"].flatMap((pod) =>
            steady(kind, 100, { pod, route: "/report", method: "POST" }, (5 * (percent + 2)) / (100 - (percent + 2))),
          ),
        ],
        firing(soon * 60, alert),
      ),

      one(
        "threshold",
        `stays quiet at exactly ${percent}%, over uneven pods`,
        UNEVEN.flatMap((pods, service_) =>
          pods.flatMap((requests, pod) =>
            steady(kind, percent, { pod: `pod-${service_}-${pod}`, namespace: `n${service_}` }, requests / 15),
          ),
        ),
        idleBetween(0, soon * 60),
      ),
      one("threshold", "fires at four millionths more", steady(kind, percent + 0.0004), firing(soon * 60, alert)),
      ...oneWindow(kind, row, percent, one, begins, at),
      // Of more frequent scrapes, the first rates would be too low; those of the first minutes are, until the long window has passed.
      ...[
        one(
          "threshold",
          "stays quiet at a little fewer than 10 requests in five minutes, all of which go wrong",
          hardly(kind, 9.98),
          idleBetween(0, (row.long + soon) * 60),
        ),
        one(
          "threshold",
          "fires at exactly 10 requests in five minutes, all of which go wrong",
          exactlyTen(kind),
          firing((row.long + soon) * 60, alert),
        ),
      ].map((each) => ({ ...each, scrapeSeconds: 60 })),
      one(
        "threshold",
        "stays quiet at two lonely requests that go wrong",
        kind.requests(lonely, lonely),
        idleBetween(0, soon * 60),
      ),

      ...duration(kind, row, percent, alert, one, begins, at),

      one(
        "series",
        "counts requests and not hours: what goes wrong in a quiet time is little of a busy one",
        traffic(kind, [
          { from: 0, requestsPerSecond: 2000, bad: 0 },
          { from: row.long / 6, requestsPerSecond: 0.5, bad: 100 },
        ]),
        idleBetween(0, row.long * 60),
        firing(at(row.long / 6 + row.for + 2 * late), alert),
      ),
      one(
        "series",
        "counts the same share of many and of few requests alike",
        [...rushes(kind, percent * 1.3, soon), ...rushes(kind, percent * 0.75, soon, { namespace: "staging" })],
        quietUntil(60),
        firing(soon * 60, alert),
      ),
      one(
        "series",
        "remembers a busy time for as long as the short window",
        traffic(kind, [
          { from: 0, requestsPerSecond: 2000, bad: 100 },
          { from: row.short * 4, requestsPerSecond: 2000, bad: 0 },
          { from: row.short * 5.25, requestsPerSecond: 0.5, bad: 100 },
        ]),
        quietBetween((row.short * 5 + 2 * late) * 60, row.short * 6.25 * 60),
        firing((row.short * 6.25 + 2 + row.for + late) * 60, alert),
      ),
      one(
        "series",
        "sees what goes wrong after a time without any request",
        traffic(kind, [
          { from: 0, requestsPerSecond: 0, bad: 0 },
          { from: 30, requestsPerSecond: 10, bad: 90 },
        ]).flatMap((each) => (each.labels.status === "500" ? scraped([each], 30 * 60) : [each])),
        firing((30 + soon) * 60, alert),
      ),
      one(
        "series",
        "takes a time before the first series of what goes wrong for a good one",
        begins(100).flatMap((each) => (each.labels.status === "500" ? scraped([each], row.long * 60) : [each])),
        quietUntil(at((row.long * percent) / 100 + row.for - 1)),
      ),
      one(
        "series",
        "stays quiet when nothing goes wrong, when nothing is asked, and without the metrics",
        [
          ...steady(kind, 0),
          ...steady(kind, 0, { namespace: "staging" }, 0),
          ...steady(kind, 100, { namespace: "test" }, 0),
        ],
        idleBetween(0, soon * 60),
      ),
      one(
        "series",
        "leaves out probes, which neither hide what goes wrong nor count as such",
        [
          ...steady(kind, percent * 1.1),
          ...probes.flatMap((route) => steady(kind, 0, { route }, 100)),
          ...steady(kind, 0, { job: "qualisys-web" }),
          ...probes.flatMap((route) => steady(kind, 100, { job: "qualisys-web", route }, 100)),
        ],
        firing(soon * 60, alert),
      ),
      one(
        "series",
        "stays quiet about exporters and about services without an objective",
        [
          ...steady(kind, 100, { namespace: "monitoring", job: "kube-state-metrics" }),
          ...steady(kind, 100, { job: "qualisys-api-canary" }),
        ],
        idleBetween(0, soon * 60),
      ),
      one(
        "series",
        "goes on firing when the service's counters are reset",
        restarted(steady(kind, 90), soon * 60 - 120),
        ...[-180, -120, -60, 0, 120, 300].map((seconds) => firing(soon * 60 + seconds, alert)),
      ),
      {
        ...one(
          "series",
          "is not set back by a missed scrape, even at one a minute",
          missing(steady(kind, 90), soon * 60 - 300, soon * 60 - 240),
          firing(soon * 60, alert),
        ),
        scrapeSeconds: 60,
      },
      one(
        "series",
        "fires once for a service that is scraped twice",
        [...steady(kind, 90), ...steady(kind, 90, { endpoint: "http" })],
        firing(soon * 60, alert),
      ),
      one(
        "series",
        "ends when the service is gone, with its short window",
        scraped(steady(kind, 90), 0, soon * 60),
        firing(soon * 60, alert),
        firing((soon + row.short + late + 2) * 60),
      ),
    ],
  };
}

/** So many requests in five minutes, all of which go wrong, of counters that have long been rising. */
function hardly(kind: Kind, requestsIn5Minutes: number): readonly Series[] {
  const all = rising(requestsIn5Minutes / 300, 1000);
  return kind.requests(all, all);
}

/** Ten requests in five minutes, all of which go wrong: two between two scrapes, in whole numbers that no rounding touches. */
function exactlyTen(kind: Kind): readonly Series[] {
  const all: Samples = (seconds) => 1000 + 2 * Math.floor(seconds / 60);
  return kind.requests(all, all);
}

/** The same share of requests that come in rushes of two minutes. */
function rushes(kind: Kind, bad: number, minutes: number, labels: Labels = {}): readonly Series[] {
  return traffic(
    kind,
    Array.from({ length: minutes / 2 + 1 }, (_, index) => ({
      from: 2 * index,
      requestsPerSecond: index % 2 === 0 ? 10 : 30,
      bad,
    })),
    labels,
  );
}

/** Each window at its threshold while the other is beyond it. */
function oneWindow(
  kind: Kind,
  row: Row,
  percent: number,
  one: MakeCase,
  begins: (bad: number, until?: number) => readonly Series[],
  at: (minutes: number) => number,
): readonly UnitTestCase[] {
  // A scrape and an evaluation at each full minute see whole minutes of traffic, and the shares are exact.
  const minutely = { scrapeSeconds: 60, evaluationSeconds: Math.max(60, row.evaluationSeconds) };
  const step = minutely.evaluationSeconds / 60;
  /** Minutes of everything going wrong that just fill the threshold of the long window, and whole evaluations of a lesser share that do the same. */
  const full = (row.long * percent) / 100;
  const filling = Math.ceil(full / 0.9 / step) * step;
  /** Minutes for which the short window has seen its threshold and nothing else, and in which the long one still remembers worse. */
  const settled = row.short + 2 + 2 * step;
  const worse = 4 * (settled + 2 * step);
  const then = (bad: number, labels: Labels = {}) =>
    traffic(
      kind,
      [
        { from: 0, requestsPerSecond: 10, bad: 100 },
        { from: worse, requestsPerSecond: 10, bad },
      ],
      labels,
    );
  return [
    one(
      "threshold",
      "stays quiet while the long window is exactly at it",
      counted(begins((100 * full) / filling, filling)),
      idleBetween(0, at(filling + 2 + 2 * step)),
    ),
    one(
      "threshold",
      "stays quiet while the short window is exactly at it, or a little under",
      [...then(percent), ...then(percent - 0.0004, { namespace: "staging" })],
      idleBetween((worse + settled) * 60, (worse + settled + 2 * step) * 60),
    ),
  ].map((each) => ({ ...each, ...minutely }));
}

/** The same counters, which have counted before: of one near 0, the first rate would be too low. */
function counted(series: readonly Series[]): readonly Series[] {
  return series.map((one) => ({ ...one, samples: (seconds) => (one.samples(seconds) ?? 0) + 1e6 }));
}

type MakeCase = (
  way: UnitTestCase["way"],
  text: string,
  series: readonly Series[],
  ...expect: UnitTestCase["expect"]
) => UnitTestCase;

/** How long it takes, and how long it lasts. */
function duration(
  kind: Kind,
  row: Row,
  percent: number,
  alert: Labels,
  one: MakeCase,
  begins: (bad: number, until?: number) => readonly Series[],
  at: (minutes: number) => number,
): readonly UnitTestCase[] {
  const { evaluationSeconds, scrapeSeconds, short } = row;
  /** Minutes by which rates lag: half of what the scrapes within their three minutes are apart. */
  const lag = (180 - scrapeSeconds) / 120;
  /** Minutes until the long window agrees that everything goes wrong. */
  const agrees = (row.long * percent) / 100;
  /** The evaluation after that. */
  const pending = Math.ceil((agrees + lag + 0.01) / (evaluationSeconds / 60)) * (evaluationSeconds / 60);
  const fires = pending + row.for;
  const ended = fires + 10;
  return [
    // Two scrapes make a rate, and the first evaluation after them sees it.
    one(
      "duration",
      `fires ${row.for} minutes after the first evaluation of which everything went wrong`,
      steady(kind, 100),
      quietUntil(row.for * 60),
      firing(row.for * 60 + evaluationSeconds, alert),
    ),
    one(
      "duration",
      `fires ${row.for} minutes after both windows agree, and not two evaluations before`,
      begins(100),
      quietUntil(at(fires) - 2 * evaluationSeconds),
      firing(at(fires), alert),
    ),
    one(
      "duration",
      "ends with the short window, while the long one still remembers",
      begins(100, ended),
      firing(at(ended + short * (1 - percent / 100) - 1), alert),
      firing(at(ended + short * (1 - percent / 100) + lag + 0.01 + evaluationSeconds / 60)),
      firing(at(ended + short + 3)),
      quietBetween(at(ended + short + 3), at(ended + short + 30)),
    ),
  ];
}
