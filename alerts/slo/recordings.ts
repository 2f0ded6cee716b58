/**
 * Shares of requests that go wrong or well, per service and over each window, as recordings.
 *
 * Every window is made of the recorded rates of requests, which are a few series per service. So what an SLO costs does
 * not grow with its windows.
 *
 * A window is the mean of its bad rates over the mean of its rates: the share of its requests, however many there were
 * at which hour. (The mean of the recorded shares would not be: an error at night would weigh as much as a hundred at
 * noon.) Rates of three minutes lag by one and a half on average, and so do the alerts, at most.
 */
import { groupBy } from "../../common/groups";
import { SERVICE, within } from "../../queries/http";
import { aggregate, series } from "../../queries/promql";
import { durationRate } from "../latency/recordings";
import { failedRate, RATE_WINDOW } from "../requests/recordings";
import type { RecordingDefinition } from "../types";
import { jobMatcher, type Slo } from "./slo";
import { PRECISION, windows } from "./windows";

/** Names of the recordings of one kind of objective, and of the alerts on them. */
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
  part: failedRate,
  share: (window) => `job:http_requests:error_ratio_rate${window}`,
};

/** Share of requests that were answered within the threshold of the service's objective. */
export const fast: RecordedShares = {
  alert: "SLOLatencyBudgetBurn",
  rate: (window) => `job:http_request_duration_seconds:rate${window}`,
  part: `job:http_request_duration_seconds_quick:rate${RATE_WINDOW}`,
  share: (window) => `job:http_request_duration_seconds:quick_ratio_rate${window}`,
};

/** Recordings of the share of errors; without requests it is NaN. */
export function errorRecordings(): readonly RecordingDefinition[] {
  return shares(errors);
}

/** Recordings of the share of fast requests, of the services with an objective of latency. */
export function fastRecordings(slos: readonly Slo[]): readonly RecordingDefinition[] {
  const rate = (matchers: string) => aggregate("sum", SERVICE, series(durationRate, matchers));
  const bounds = [...groupBy(slos, ({ withinSeconds = 0 }) => withinSeconds)];
  return [
    { record: fast.rate(RATE_WINDOW), expr: rate(`le="+Inf", ${jobMatcher(slos)}`) },
    {
      record: fast.part,
      expr: bounds.map(([seconds, some]) => rate(`${within(seconds)}, ${jobMatcher(some)}`)).join("\nor\n"),
    },
    ...shares(fast),
  ];
}

/** Rates, and the share, over each window. Idle times count as they are: they have no requests. A window without any has NaN for its share, which no alert compares with. */
function shares({ rate, part, share }: RecordedShares): readonly RecordingDefinition[] {
  return windows.flatMap((window) => [
    { record: rate(window), expr: `avg_over_time(${rate(RATE_WINDOW)}[${window}])` },
    { record: share(window), expr: `round(avg_over_time(${part}[${window}]) / ${rate(window)}, ${PRECISION})` },
  ]);
}
