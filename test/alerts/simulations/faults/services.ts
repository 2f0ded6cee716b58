/** Faults of the services. */
import {
  all,
  faster,
  gone,
  paced,
  set,
  unreachable,
  without,
  type Change,
  type Labels,
} from "../../../synthetic-cluster/simulation";
import { HOUR, type Span } from "../../../synthetic-cluster/time";
import { production } from "../../../synthetic-cluster/targets";
import { ONSET, SINCE_ONSET, type Fault, type Faults } from "./fault";

/** Bounds of the histogram up to half a second. */
const FAST = ["0.01", "0.05", "0.1", "0.25", "0.5"];

/** Long enough for what has to go on for three hours. */
const LONG_MORNING: Span = [10 * HOUR, 14 * HOUR];

/** Faults by alert, all of the first service of the configuration. */
export function serviceFaults(): Faults {
  const { config, pods } = production();
  const job = config.services[0]?.name ?? "";
  const pod = pods.find(({ workload }) => workload.name === job);
  const where = { job };
  const onePod = { job, pod: pod?.name ?? "" };
  return {
    HighAPILatency: [{ name: "a dependency is slow", where, change: slow(where, 0.2) }],
    HighErrorRate: [{ name: "a release fails some requests", where, change: failing(where, 0.08) }],
    ServiceAbsent: [
      { name: "no pod of a service answers", where, change: unreachable(where, SINCE_ONSET) },
      { name: "a service has no pod", where, change: gone(where, ONSET) },
    ],
    ServiceScaledToZero: [
      {
        name: "somebody scales a service to zero",
        where,
        change: all(gone(where, ONSET), set("kube_deployment_spec_replicas", { deployment: job }, 0, SINCE_ONSET)),
      },
    ],
    ServiceMetricsMissing: [
      {
        name: "a release does not count requests any more",
        where: { ...where, metric: "http_requests_total" },
        change: without("http_requests_total", where, SINCE_ONSET),
      },
      {
        name: "a release has a histogram without the objective's bound",
        where: { ...where, metric: "http_request_duration_seconds_bucket" },
        change: without("http_request_duration_seconds_bucket", { ...where, le: "0.5" }, SINCE_ONSET),
      },
    ],
    ServiceEventLoopLag: [
      {
        name: "a pod computes and answers nobody",
        where: onePod,
        change: set("nodejs_eventloop_lag_p99_seconds", onePod, 0.6, SINCE_ONSET),
      },
    ],
    ServiceMemoryNearLimit: [
      {
        name: "a pod leaks memory",
        where: { pod: onePod.pod },
        change: set(
          "container_memory_working_set_bytes",
          { pod: onePod.pod, container: job },
          0.95 * 2 * (pod?.workload.memoryBytes ?? 0),
          SINCE_ONSET,
        ),
      },
    ],
    ...burning("SLOErrorBudgetBurn", where, { "1Hour": 0.15, "6Hours": 0.05, "1Day": 0.025, "3Days": 0.01 }, failing),
    ...burning("SLOLatencyBudgetBurn", where, { "1Hour": 0.9, "6Hours": 0.5, "1Day": 0.25, "3Days": 0.1 }, slow),
  };
}

/** Of a budget that burns at four paces, by the window of the alert: the share of requests that is bad. */
function burning(
  alert: string,
  where: Labels,
  shares: Readonly<Record<string, number>>,
  bad: (where: Labels, share: number) => Change,
): Faults {
  return Object.fromEntries(
    Object.entries(shares).map(([window, share]): [string, readonly [Fault]] => [
      `${alert}${window}`,
      [{ name: `${100 * share}% of the requests are bad`, where, change: bad(where, share), span: LONG_MORNING }],
    ]),
  );
}

/** A share of the requests fails. */
function failing(where: Labels, share: number): Change {
  const { perSecond } = MOST_USED;
  return all(
    faster("http_requests_total", { ...where, ...MOST_USED.labels, status: "500" }, share * perSecond, SINCE_ONSET),
    faster("http_requests_total", { ...where, ...MOST_USED.labels, status: "200" }, -share * perSecond, SINCE_ONSET),
  );
}

/** A share of the requests takes longer than half a second. */
function slow(where: Labels, share: number): Change {
  return all(
    ...FAST.map((le) => paced("http_request_duration_seconds_bucket", { ...where, le }, 1 - share, SINCE_ONSET)),
  );
}

/** The route that most users ask for, and how often they ask one pod for anything before noon. */
const MOST_USED = { labels: { method: "GET", route: "/orders/:id" }, perSecond: 7 };
