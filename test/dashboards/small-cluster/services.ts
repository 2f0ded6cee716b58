/** One service with errors and slow requests, one without, and programs that are no services. */
import { without, type Change, type Labels } from "../../synthetic-cluster/simulation";
import { API, WEB } from "./inventory";
import { counters, gauges } from "./values";

const ASKED = "/orders/:id";

/** Everything that a request is counted in. */
const REQUESTS = [
  "http_requests_total",
  "http_request_duration_seconds_bucket",
  "http_request_duration_seconds_count",
  "http_request_duration_seconds_sum",
];

interface Requests {
  /** Requests a second by status. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Requests a second that took no longer than each bound, by bound. */
  readonly buckets: Readonly<Record<string, number>>;
  readonly secondsPerSecond: number;
}

function requests({ job }: { readonly job: string }, { statuses, buckets, secondsPerSecond }: Requests): Change[] {
  const labels: Labels = { job, route: ASKED };
  return [
    // There are no series of requests that nobody has sent.
    ...["/orders", "/reports"].flatMap((route) => REQUESTS.map((metric) => without(metric, { job, route }))),
    ...["200", "404", "500"].map((status) =>
      status in statuses
        ? counters({ ...labels, status }, { http_requests_total: statuses[status] ?? 0 })
        : without("http_requests_total", { ...labels, status }),
    ),
    ...Object.entries(buckets).map(([le, rate]) =>
      counters({ ...labels, le }, { http_request_duration_seconds_bucket: rate }),
    ),
    counters(labels, { http_request_duration_seconds_sum: secondsPerSecond }),
    // Probes: many, and quick.
    ...["/healthz", "/readyz", "/metrics"].map((route) =>
      counters(
        { job, route },
        {
          http_requests_total: 100,
          http_request_duration_seconds_bucket: 100,
          http_request_duration_seconds_sum: 1,
        },
      ),
    ),
  ];
}

function runtime(labels: Labels): Change[] {
  return [
    gauges(labels, { process_resident_memory_bytes: 120e6 }),
    counters(labels, { process_cpu_seconds_total: 0.25 }),
    counters({ ...labels, kind: "minor" }, { nodejs_gc_duration_seconds_sum: 0.01 }),
    counters({ ...labels, kind: "major" }, { nodejs_gc_duration_seconds_sum: 0.02 }),
  ];
}

/** Of the first service's requests one in ten fails, and one in twenty takes longer than 0.5 s. */
export const serviceValues: readonly Change[] = [
  ...requests(
    { job: API.workload.name },
    {
      statuses: { "200": 9, "500": 1 },
      buckets: {
        "0.01": 1,
        "0.05": 2,
        "0.1": 5,
        "0.25": 9,
        "0.5": 9.5,
        "0.75": 9.8,
        "1.0": 10,
        "2.5": 10,
        "+Inf": 10,
      },
      secondsPerSecond: 2,
    },
  ),
  ...requests(
    { job: WEB.workload.name },
    {
      statuses: { "200": 5 },
      buckets: { "0.01": 0, "0.05": 0, "0.1": 5, "0.25": 5, "0.5": 5, "0.75": 5, "1.0": 5, "2.5": 5, "+Inf": 5 },
      secondsPerSecond: 0.25,
    },
  ),
  ...[API, WEB].flatMap(({ workload: { name: job } }) => runtime({ job })),
  // Metrics of the same names: how long kube-state-metrics' own scrapes take, and the processes of Prometheus.
  counters({ handler: "metrics" }, { http_request_duration_seconds_bucket: 0, http_request_duration_seconds_sum: 50 }),
  counters({ handler: "metrics", le: "+Inf" }, { http_request_duration_seconds_bucket: 50 }),
  gauges({ pod: "prometheus-0" }, { process_resident_memory_bytes: 2e9 }),
  counters({ pod: "prometheus-0" }, { process_cpu_seconds_total: 2 }),
];
