/** How long the requests of users to services take, as a recording that alerts and SLOs build on. */
import { bucketRate, SERVICE } from "../../queries/http";
import { RATE_WINDOW, REQUESTS } from "../requests/recordings";
import type { RecordingDefinition } from "../types";

/** Requests a second that were answered within each bound, `le`, per service. */
export const durationRate = `job_le:http_request_duration_seconds_bucket:rate${RATE_WINDOW}`;

/** The recordings. */
export function durationRecordings(): readonly RecordingDefinition[] {
  return [{ record: durationRate, expr: bucketRate(SERVICE, REQUESTS, RATE_WINDOW) }];
}
