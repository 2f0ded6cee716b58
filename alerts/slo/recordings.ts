/**
 * Shares of requests that go wrong or well, per service and over each window, as recordings.
 *
 * Only the rates of two minutes are read from the services' own series, of which there are thousands; every window is
 * made of their recordings, which are a few per service. So what an SLO costs does not grow with its windows.
 *
 * A window is the mean of its bad rates over the mean of its rates: the share of its requests, however many there were
 * at which hour. (The mean of the recorded shares would not be: an error at night would weigh as much as a hundred at
 * noon.) Rates of two minutes lag by one on average, and so do the alerts, at most; they have two samples even at
 * 60-second scrapes.
 */
import { USER_ROUTES } from "../application/requests";
import type { RecordingDefinition } from "../types";
import { groupedBy, jobMatcher, type Slo } from "./slo";
import { PRECISION, windows } from "./windows";

/** Window of the rates that all others are made of. */
const BASE = "2m";

/** Names of the recordings of one kind of promise, and of the alerts on them. */
export interface RecordedShares {
  /** Name of the alerts without that of their windows. */
  readonly alert: string;
  /** All requests a second. */
  readonly rate: (window: string) => string;
  /** Requests a second that the share is of. */
  readonly part: string;
  /** The share (0 to 1). */
  readonly share: (window: string) => string;
}

/** Share of requests that failed. Of every service that counts its requests: only thresholds differ between them. */
export const errors: RecordedShares = {
  alert: "SLOErrorBudgetBurn",
  rate: (window) => `job:http_requests:rate${window}`,
  part: "job:http_requests_5xx:rate2m",
  share: (window) => `job:http_requests:error_ratio_rate${window}`,
};

/** Share of requests that were answered within the time of the service's promise. */
export const quick: RecordedShares = {
  alert: "SLOLatencyBudgetBurn",
  rate: (window) => `job:http_request_duration_seconds:rate${window}`,
  part: "job:http_request_duration_seconds_quick:rate2m",
  share: (window) => `job:http_request_duration_seconds:quick_ratio_rate${window}`,
};

/** Recordings of the share of errors. Without any 5xx it is 0 and not a gap; without requests it is NaN. */
export function errorRecordings(): readonly RecordingDefinition[] {
  const rate = (matchers: string) => `sum by (namespace, job) (rate(http_requests_total{${matchers}}[${BASE}]))`;
  return [
    { record: errors.rate(BASE), expr: rate(USER_ROUTES) },
    { record: errors.part, expr: `${rate(`status=~"5..", ${USER_ROUTES}`)}\nor\n0 * ${errors.rate(BASE)}` },
    ...shares(errors),
  ];
}

/** Recordings of the share of quick requests, of the services that promise one. */
export function quickRecordings(slos: readonly Slo[]): readonly RecordingDefinition[] {
  const rate = (matchers: string) => `sum by (namespace, job) (rate(http_request_duration_seconds_bucket{${matchers}, ${USER_ROUTES}}[${BASE}]))`;
  const bounds = [...groupedBy(slos, ({ withinSeconds = 0 }) => withinSeconds)];
  return [
    { record: quick.rate(BASE), expr: rate(`le="+Inf", ${jobMatcher(slos)}`) },
    { record: quick.part, expr: bounds.map(([seconds, some]) => rate(`${bucket(seconds)}, ${jobMatcher(some)}`)).join("\nor\n") },
    ...shares(quick),
  ];
}

/** Matcher of one bucket; whole bounds have a point since Prometheus 3, and none before. */
function bucket(seconds: number): string {
  return Number.isInteger(seconds) ? `le=~"${seconds}([.]0)?"` : `le="${seconds}"`;
}

/** Rates, and the share, over each window. Idle times count as they are: they have no requests. A window without any has NaN for its share, which no alert compares with. */
function shares({ rate, part, share }: RecordedShares): readonly RecordingDefinition[] {
  return windows.flatMap((window) => [
    { record: rate(window), expr: `avg_over_time(${rate(BASE)}[${window}])` },
    { record: share(window), expr: `round(avg_over_time(${part}[${window}]) / ${rate(window)}, ${PRECISION})` },
  ]);
}
