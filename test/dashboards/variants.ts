/** The healthy day as the dashboards may find it: with everything optional, with nothing optional, with servers down. */
import { jobs } from "../../naming";
import { constant, type Series } from "../alerts/series";
import {
  all,
  changed,
  scraped,
  set,
  without,
  type Change,
  type Labels,
  type Simulation,
  type Target,
} from "../synthetic-cluster/simulation";
import { healthyDay, production } from "../synthetic-cluster/targets";
import { MINUTE } from "../synthetic-cluster/time";
import { NOON } from "./evaluate";

/** What is off by default: `pg_stat_statements`, reserved slots, which PostgreSQL 16 brought, replicas, memory limits. */
export const byDefault: Change = all(
  ...["seconds", "calls", "rows"].map((what) => without(`pg_stat_statements_${what}_total`)),
  without("pg_settings_reserved_connections"),
  without("pg_replication_slots_pg_wal_lsn_diff"),
  set("redis_memory_max_bytes", {}, 0),
);

/** What annotations mark: Deployments that have just changed, and alerts of a service, a database and a cache. */
function marked(simulation: Simulation): Series[] {
  const deployed = set("kube_deployment_status_observed_generation", {}, 4, [NOON - MINUTE, Infinity]);
  return [...scraped(deployed(simulation)), ...firing(simulation)];
}

/** Alerts about the first target of each kind, as Prometheus shows them by itself. */
function firing({ targets }: Simulation): Series[] {
  return [...serviceJobs().slice(0, 1), jobs.postgres, jobs.redis].flatMap((job) =>
    targets
      .filter(({ labels }) => labels["job"] === job)
      .slice(0, 1)
      .map(({ labels }) => ({
        metric: "ALERTS",
        labels: { ...labels, alertname: "SomethingIsWrong", alertstate: "firing", severity: "critical" },
        samples: constant(1),
      })),
  );
}

/** Everything optional is on: that is how the healthy day is. */
export function withOptions(): readonly Series[] {
  return marked(healthyDay());
}

/** The chart and the exporters as they are by default. */
export function withDefaults(): readonly Series[] {
  return marked(byDefault(healthyDay()));
}

/** Everything runs but the database and cache servers, which their exporters do not reach. */
export function serversDown(): readonly Series[] {
  const { targets, ...day } = healthyDay();
  const down = all(set("pg_up", {}, 0), set("redis_up", {}, 0));
  return scraped(down({ ...day, targets: targets.map(reachingNothing) }));
}

/** Of an exporter, what it can say without its server. */
function reachingNothing(target: Target): Target {
  const { job } = target.labels;
  if (job !== jobs.postgres && job !== jobs.redis) return target;
  return { ...target, series: target.series.filter(({ metric }) => /^(pg|redis)_(up$|exporter_)/.test(metric)) };
}

/** The services run and are asked nothing, not even by probes. */
export function withoutRequests(): readonly Series[] {
  const still = (metric: string, labels: Labels): Change => changed(metric, labels, (samples) => () => samples(0));
  const metrics = ["requests_total", "request_duration_seconds_bucket", "request_duration_seconds_sum"];
  return scraped(
    all(...serviceJobs().flatMap((job) => metrics.map((metric) => still(`http_${metric}`, { job }))))(healthyDay()),
  );
}

function serviceJobs(): readonly string[] {
  return production().config.services.map(({ name }) => name);
}
