/** The processes of services, in the default metrics of prom-client. */
import { series, type Matchers } from "./promql";

/** How late the event loop runs its timers, 99th percentile since the scrape before. Seconds. */
export function eventLoopLagP99(matchers: Matchers = ""): string {
  return series("nodejs_eventloop_lag_p99_seconds", matchers);
}
