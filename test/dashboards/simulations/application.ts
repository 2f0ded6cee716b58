/** Two services, and programs that are none. */
import { counter, gauge, type Series } from "./series";

interface Service {
  readonly job: string;
  /** Requests a second by status. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Requests a second that took no longer than each bound, by bound. */
  readonly buckets: Readonly<Record<string, number>>;
  readonly secondsPerSecond: number;
}

function service({ job, statuses, buckets, secondsPerSecond }: Service): Series[] {
  const target = { job, namespace: "production", instance: `${job}:3000`, pod: `${job}-1` };
  const request = { ...target, method: "GET", route: "/orders/:id" };
  const probe = { ...target, method: "GET", route: "/healthz" };
  return [
    ...Object.entries(statuses).map(([status, rate]) => counter("http_requests_total", { ...request, status }, rate)),
    counter("http_requests_total", { ...probe, status: "200" }, 100),
    ...Object.entries(buckets).map(([le, rate]) =>
      counter("http_request_duration_seconds_bucket", { ...request, le }, rate),
    ),
    ...Object.keys(buckets).map((le) => counter("http_request_duration_seconds_bucket", { ...probe, le }, 100)),
    counter("http_request_duration_seconds_sum", request, secondsPerSecond),
    counter("http_request_duration_seconds_sum", probe, 1),
    gauge("nodejs_eventloop_lag_mean_seconds", target, 0.001),
    gauge("nodejs_eventloop_lag_p99_seconds", target, 0.012),
    counter("nodejs_gc_duration_seconds_sum", { ...target, kind: "minor" }, 0.01),
    counter("nodejs_gc_duration_seconds_sum", { ...target, kind: "major" }, 0.02),
    gauge("nodejs_heap_size_total_bytes", target, 60e6),
    gauge("nodejs_heap_size_used_bytes", target, 40e6),
    gauge("nodejs_version_info", { ...target, version: "v22.12.0" }, 1),
    counter("process_cpu_seconds_total", target, 0.25),
    gauge("process_resident_memory_bytes", target, 120e6),
  ];
}

/** Programs that are no services but have metrics of the same names. */
export const bystanders: readonly Series[] = [
  counter(
    "http_request_duration_seconds_bucket",
    { job: "kube-state-metrics", namespace: "monitoring", instance: "10.0.2.1:8080", handler: "metrics", le: "5" },
    0,
  ),
  counter(
    "http_request_duration_seconds_bucket",
    { job: "kube-state-metrics", namespace: "monitoring", instance: "10.0.2.1:8080", handler: "metrics", le: "+Inf" },
    50,
  ),
  counter(
    "http_request_duration_seconds_sum",
    { job: "kube-state-metrics", namespace: "monitoring", instance: "10.0.2.1:8080", handler: "metrics" },
    50,
  ),
  counter("process_cpu_seconds_total", { job: "prometheus", namespace: "monitoring", instance: "10.0.2.9:9090" }, 2),
  gauge(
    "process_resident_memory_bytes",
    { job: "prometheus", namespace: "monitoring", instance: "10.0.2.9:9090" },
    2e9,
  ),
];

/** One service with errors, at exactly 0.5 s, and one without. */
export const application: readonly Series[] = [
  ...service({
    job: "qualisys-api",
    statuses: { "200": 9, "500": 1 },
    buckets: { "0.1": 5, "0.25": 9, "0.5": 9.5, "1": 10, "+Inf": 10 },
    secondsPerSecond: 2,
  }),
  ...service({
    job: "qualisys-web",
    statuses: { "200": 5 },
    buckets: { "0.1": 5, "0.25": 5, "0.5": 5, "1": 5, "+Inf": 5 },
    secondsPerSecond: 0.25,
  }),
  ...bystanders,
];

/** The same services, asked nothing for a while. */
export const idleApplication: readonly Series[] = application.map((series) =>
  series.perSecond === undefined ? series : { ...series, perSecond: 0 },
);
