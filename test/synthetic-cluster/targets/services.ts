/** The services of the configuration, with users' traffic, probes, and what Node.js says about itself by prom-client 15. */
import type { Series } from "../../alerts/series";
import { busy, following, MIDNIGHT, steady, sum } from "../time";
import { exposed, target, type Labels, type Target } from "../simulation";
import { life, type Inventory, type Pod } from "./inventory";
import { podTarget } from "./pods";

/** What users ask for: requests a second of one pod at full load, by status. A few fail on every day. */
const ROUTES = [
  { method: "GET", route: "/orders/:id", perSecond: { "200": 6, "404": 0.2, "500": 0.006 } },
  { method: "POST", route: "/orders", perSecond: { "201": 1.5, "400": 0.05, "500": 0.002, "503": 0.001 } },
  { method: "GET", route: "/reports", perSecond: { "200": 0.05, "500": 0 } },
] as const;

/** What Kubernetes and Prometheus ask for; quick, and as often at night. */
const PROBES = ["/healthz", "/readyz", "/metrics"];

/** Share of requests that take no longer than each bound. Seconds. */
const LATENCIES = {
  "0.01": 0.2,
  "0.05": 0.6,
  "0.1": 0.85,
  "0.25": 0.97,
  "0.5": 0.993,
  "0.75": 0.997,
  "1.0": 0.999,
  "2.5": 1,
  "+Inf": 1,
};

/** Targets of all services. */
export function services({ config, pods }: Inventory): Target[] {
  const names = config.services.map(({ name }) => name);
  return pods.filter(({ workload }) => names.includes(workload.name)).map(service);
}

/** One pod of a service. */
export function service(pod: Pod): Target {
  const { name } = pod.workload;
  const own = podTarget(pod, { job: name, service: name, endpoint: "metrics", port: 9464 });
  return target(own, [...requests(pod, own), ...runtime(pod, own)], life(pod));
}

function requests({ startedAt }: Pod, own: Labels): Series[] {
  const userSeries = ROUTES.flatMap(({ method, route, perSecond }) => {
    const labels = { ...own, method, route };
    const total = Object.values<number>(perSecond).reduce((some, rate) => some + rate, 0);
    return [
      ...Object.entries<number>(perSecond).flatMap(([status, rate]) =>
        exposed({ ...labels, status }, { http_requests_total: busy(rate, startedAt) }),
      ),
      ...Object.entries(LATENCIES).flatMap(([le, share]) =>
        exposed({ ...labels, le }, { http_request_duration_seconds_bucket: busy(total * share, startedAt) }),
      ),
      ...exposed(labels, {
        http_request_duration_seconds_count: busy(total, startedAt),
        http_request_duration_seconds_sum: busy(total * 0.07, startedAt),
      }),
    ];
  });
  const probes = PROBES.flatMap((route) => {
    const labels = { ...own, method: "GET", route };
    return [
      ...exposed({ ...labels, status: "200" }, { http_requests_total: steady(0.1, startedAt) }),
      ...Object.keys(LATENCIES).flatMap((le) =>
        exposed({ ...labels, le }, { http_request_duration_seconds_bucket: steady(0.1, startedAt) }),
      ),
      ...exposed(labels, {
        http_request_duration_seconds_count: steady(0.1, startedAt),
        http_request_duration_seconds_sum: steady(0.0005, startedAt),
      }),
    ];
  });
  return [...userSeries, ...probes];
}

function runtime({ startedAt }: Pod, own: Labels): Series[] {
  const MEBIBYTE = 2 ** 20;
  return [
    ...exposed(own, {
      nodejs_eventloop_lag_seconds: following(0.001, 0.004),
      nodejs_eventloop_lag_mean_seconds: following(0.001, 0.004),
      nodejs_eventloop_lag_p50_seconds: following(0.001, 0.004),
      nodejs_eventloop_lag_p90_seconds: following(0.005, 0.012),
      nodejs_eventloop_lag_p99_seconds: following(0.01, 0.03),
      nodejs_heap_size_total_bytes: 120 * MEBIBYTE,
      // Garbage is collected every few minutes.
      nodejs_heap_size_used_bytes: (seconds) => (70 + ((seconds + startedAt) % 300) / 10) * MEBIBYTE,
      nodejs_external_memory_bytes: 5 * MEBIBYTE,
      nodejs_active_handles_total: following(20, 80),
      process_cpu_seconds_total: sum(steady(0.02, startedAt), busy(0.5, startedAt)),
      process_resident_memory_bytes: following(150 * MEBIBYTE, 220 * MEBIBYTE),
      process_start_time_seconds: MIDNIGHT + startedAt,
      process_open_fds: following(40, 120),
      process_max_fds: 1048576,
    }),
    ...["new", "old", "code_space", "large_object"].flatMap((space) =>
      exposed({ ...own, space }, { nodejs_heap_space_size_used_bytes: 20 * MEBIBYTE }),
    ),
    ...["minor", "major"].flatMap((kind) =>
      exposed(
        { ...own, kind },
        { nodejs_gc_duration_seconds_sum: busy(0.01, startedAt), nodejs_gc_duration_seconds_count: busy(1, startedAt) },
      ),
    ),
    ...exposed({ ...own, version: "v22.12.0", major: "22" }, { nodejs_version_info: 1 }),
  ];
}
