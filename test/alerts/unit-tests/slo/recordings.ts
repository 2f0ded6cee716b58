/** What the recordings of requests, and of the SLOs that build on them, have to record. */
import { jobs } from "../../../../naming";
import { during, type Samples, type Series } from "../../series";
import { answered, foundTwice, histogram, probes, service } from "../requests/http";
import type { RecordingCase } from "../recording-case";

/** Seconds of every window. */
const WINDOWS = { "5m": 300, "30m": 1800, "1h": 3600, "2h": 7200, "6h": 21_600, "1d": 86_400, "3d": 259_200 } as const;

/** A window has so many evaluations: a fifth more or less of it has one more or less. */
const EVALUATIONS = 5;

/** Requests a minute at one evaluation after the other, from the first on; the last five are the window. Their mean is 20 a second. */
const ALL = [3000, 2400, 480, 1800, 600, 600, 2400, 600];
/** Requests a minute that go wrong at the same times: 289 of 6000 in the window. */
const WRONG = [540, 60, 122, 180, 0, 60, 0, 49];

/**
 * Counts so many a minute until each evaluation, having counted before: one scrape a minute finds whole numbers, and the
 * rate of the three within three minutes is exactly that of the last two minutes.
 */
function counter(perMinute: readonly number[], stepSeconds: number): Samples {
  const stepMinutes = stepSeconds / 60;
  return (seconds) => {
    const minutes = Math.floor(seconds / 60);
    return perMinute.reduce(
      (sum, speed, index) => sum + speed * Math.min(stepMinutes, Math.max(0, minutes - index * stepMinutes)),
      1e6,
    );
  };
}

/** One kind of objective: its recordings, and the requests that they are made of. */
interface Recordings {
  readonly rate: (window: string) => string;
  readonly part: string;
  readonly share: (window: string) => string;
  /** The share that is recorded. */
  readonly recordedShare: string;
  /** Of five minutes, with an evaluation each: rates of two minutes make it 325.5 of 5940. */
  readonly shareOf5Minutes: string;
  readonly requests: (all: Samples, wrong: Samples, labels?: Series["labels"]) => readonly Series[];
}

const errors: Recordings = {
  rate: (window) => `job:http_requests:rate${window}`,
  part: "job:http_requests_5xx:rate3m",
  share: (window) => `job:http_requests:error_ratio_rate${window}`,
  recordedShare: "0.048167",
  shareOf5Minutes: "0.054798",
  requests: (all, wrong, labels) => [
    answered("200", (seconds) => all(seconds)! - wrong(seconds)!, labels),
    answered("503", wrong, labels),
  ],
};

const fast: Recordings = {
  rate: (window) => `job:http_request_duration_seconds:rate${window}`,
  part: "job:http_request_duration_seconds_quick:rate3m",
  share: (window) => `job:http_request_duration_seconds:quick_ratio_rate${window}`,
  recordedShare: "0.951833",
  shareOf5Minutes: "0.945202",
  requests: (all, wrong, labels) => {
    const some: Samples = (seconds) => all(seconds)! - wrong(seconds)!;
    return histogram({ "0.25": (seconds) => some(seconds)! / 2, "0.5": some, "1.0": all, "+Inf": all }, labels);
  },
};

const idle: Samples = () => 5;
const idleLabels = { ...service, namespace: "idle" };

/** What is recorded over one window, of a busy service and of one without requests. */
function overWindow(
  { requests }: Recordings,
  window: keyof typeof WINDOWS,
  busy: string,
  without: string,
): RecordingCase {
  const step = WINDOWS[window] / EVALUATIONS;
  const [all, wrong] = [counter(ALL, step), counter(WRONG, step)];
  return {
    name: `records ${busy} of uneven requests, and ${without} of none`,
    series: [...requests(all, wrong), ...requests(idle, () => 0, idleLabels)],
    scrapeSeconds: 60,
    evaluationSeconds: step,
    atSeconds: ALL.length * step,
    recorded: [
      { labels: service, value: busy },
      { labels: idleLabels, value: without },
    ],
  };
}

/** Rates: two services, one of them in two namespaces and of two pods, with probes, exporters and a service without an objective. */
function base(
  { requests }: Recordings,
  recorded: readonly (readonly [labels: Series["labels"], value: string])[],
): RecordingCase {
  const counting =
    (perSecond: number): Samples =>
    (seconds) =>
      1e6 + perSecond * seconds;
  const steady = (all: number, wrong: number, labels: Series["labels"] = {}) =>
    requests(counting(all), counting(wrong), labels);
  return {
    name: "records each service of each namespace, all pods and routes together, without probes",
    series: [
      // Found four times, once with a counter that lags.
      ...foundTwice.flatMap((labels, index) => (index === 1 ? steady(8, 2, labels) : steady(16, 4, labels))),
      ...steady(8, 2, { pod: "api-2", route: "/reports", method: "POST" }),
      ...probes.flatMap((route) => steady(64, 32, { route })),
      ...steady(32, 16, { namespace: "staging" }),
      ...requests(counting(2), () => 0, { job: "qualisys-web" }).filter(({ labels }) => labels["status"] !== "503"),
      ...steady(4, 1, { job: "no-objective" }),
      ...Object.values(jobs).flatMap((job) => steady(4, 1, { job })),
      // Gone for more than three minutes.
      ...steady(4, 1, { namespace: "gone" }).map((one) => ({ ...one, samples: during(one.samples, 0, 420) })),
    ],
    scrapeSeconds: 60,
    evaluationSeconds: 60,
    atSeconds: 600,
    recorded: recorded.map(([labels, value]) => ({ labels: { ...service, ...labels }, value })),
  };
}

/**
 * Rates of 60 requests a second until two minutes before. Of three minutes six scrapes are left, with half a minute of requests:
 * 1800 in 150 seconds, a fifth more in 180. A window that is a fifth shorter has none.
 */
function lately(
  { requests }: Recordings,
  recorded: readonly (readonly [labels: Series["labels"], value: string])[],
): RecordingCase {
  return {
    name: "records what was within three minutes, and nothing earlier",
    series: requests(
      (seconds) => 1e6 + 60 * Math.min(seconds, 480),
      () => 0,
    ),
    scrapeSeconds: 30,
    evaluationSeconds: 60,
    atSeconds: 600,
    recorded: recorded.map(([labels, value]) => ({ labels: { ...service, ...labels }, value })),
  };
}

/** Requests a second within each bound: of the service, of the one in staging, of the other one, and of what promises nothing. */
const BUCKETS = {
  "0.25": ["9", "8", "1", "1.5"],
  "0.5": ["18", "16", "2", "3"],
  "1.0": ["24", "32", "2", "4"],
  "+Inf": ["24", "32", "2", "4"],
};

const staging = { namespace: "staging" };
const web = { job: "qualisys-web" };
const other = { job: "no-objective" };

/** Requests a second with each status. */
const STATUSES: readonly (readonly [Series["labels"], string])[] = [
  [{ status: "200" }, "18"],
  [{ status: "503" }, "6"],
  [{ ...staging, status: "200" }, "16"],
  [{ ...staging, status: "503" }, "16"],
  [{ ...web, status: "200" }, "2"],
  [{ ...other, status: "200" }, "3"],
  [{ ...other, status: "503" }, "1"],
];

/** The cases of every recording, by its name. */
export function sloRecordings(): Readonly<Record<string, readonly RecordingCase[]>> {
  const windows = Object.keys(WINDOWS) as (keyof typeof WINDOWS)[];
  return Object.fromEntries([
    ["job_status:http_requests:rate3m", [base(errors, STATUSES)]],
    [
      errors.rate("3m"),
      [
        base(errors, [
          [{}, "24"],
          [staging, "32"],
          [web, "2"],
          [other, "4"],
        ]),
      ],
    ],
    [
      errors.part,
      [
        base(errors, [
          [{}, "6"],
          [staging, "16"],
          [web, "0"],
          [other, "1"],
        ]),
      ],
    ],
    [
      "job_le:http_request_duration_seconds_bucket:rate3m",
      [
        lately(fast, [[{ le: "0.25" }, "6"], ...["0.5", "1.0", "+Inf"].map((le) => [{ le }, "12"] as const)]),
        base(
          fast,
          Object.entries(BUCKETS).flatMap(([le, rates]) =>
            [{}, staging, web, other].map((labels, index) => [{ ...labels, le }, rates[index]!]),
          ),
        ),
      ],
    ],
    [
      fast.rate("3m"),
      [
        base(fast, [
          [{}, "24"],
          [staging, "32"],
          [web, "2"],
        ]),
      ],
    ],
    [
      fast.part,
      [
        base(fast, [
          [{}, "18"],
          [staging, "16"],
          [web, "2"],
        ]),
      ],
    ],
    ...[errors, fast].flatMap((kind) =>
      windows.flatMap((window) => [
        [kind.rate(window), [overWindow(kind, window, window === "5m" ? "19.8" : "20", "0")]],
        [
          kind.share(window),
          [overWindow(kind, window, window === "5m" ? kind.shareOf5Minutes : kind.recordedShare, "NaN")],
        ],
      ]),
    ),
  ]);
}
