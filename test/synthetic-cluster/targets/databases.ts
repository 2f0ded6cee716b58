/** The PostgreSQL servers of the configuration, as postgres_exporter 0.19 and 0.20 show them. */
import type { Series } from "../../alerts/series";
import { jobs } from "../../../naming";
import { busy, following, HOUR, MIDNIGHT, steady } from "../time";
import { runningCollectors } from "../../../exporters/postgres/collectors";
import { exposed, target, type Labels, type Target } from "../simulation";
import { life, type Inventory, type Pod } from "./inventory";
import { podTarget } from "./pods";

/** What every server has besides: databases and their ids, of which nobody asks much. */
const IDS: Readonly<Record<string, string>> = { postgres: "5", template1: "1" };

/** The servers run for months; their counters have nothing to do with the exporters'. */
const SERVER_STARTED_AT = -90 * 86_400;

/** Every database's exporter, all but the first of which measure replicas; one after the other where it is restarted. */
export function databases({ config, pods }: Inventory): Target[] {
  return config.databases.flatMap(({ name, database }, index) =>
    pods
      .filter(({ workload }) => workload.name === `postgres-exporter-${name}`)
      .map((pod) => server(pod, name, database, index > 0)),
  );
}

function server(pod: Pod, name: string, datname: string, isReplica: boolean): Target {
  const service = `postgres-exporter-${name}`;
  const own = { ...podTarget(pod, { job: jobs.postgres, service, endpoint: "metrics", port: 9187 }), database: name };
  return target(
    own,
    [
      ...settings(own),
      ...sessions(own, datname),
      ...replication(own, isReplica),
      ...[datname, ...Object.keys(IDS)].flatMap((each) => statistics(own, each)),
    ],
    life(pod),
  );
}

function settings(own: Labels): Series[] {
  return [
    ...exposed(own, {
      pg_up: 1,
      pg_exporter_last_scrape_error: 0,
      pg_settings_max_connections: 400,
      pg_settings_superuser_reserved_connections: 3,
      pg_settings_reserved_connections: 2,
      pg_postmaster_start_time_seconds: 1.76e9,
    }),
    ...exposed({ ...own, version: "PostgreSQL 17.4", short_version: "17.4.0" }, { pg_static: 1 }),
    ...runningCollectors.flatMap((collector) => exposed({ ...own, collector }, { pg_scrape_collector_success: 1 })),
  ];
}

function sessions(own: Labels, datname: string): Series[] {
  const client = {
    ...own,
    datname,
    usename: "app",
    application_name: "qualisys-api",
    backend_type: "client backend",
    wait_event: "ClientRead",
    wait_event_type: "Client",
  };
  return [
    ...exposed(
      { ...client, state: "active" },
      { pg_stat_activity_count: following(4, 40), pg_stat_activity_max_tx_duration: following(0.1, 2) },
    ),
    ...exposed(
      { ...client, state: "idle" },
      { pg_stat_activity_count: following(60, 120), pg_stat_activity_max_tx_duration: 0 },
    ),
    ...exposed(
      { ...client, state: "idle in transaction" },
      { pg_stat_activity_count: following(1, 6), pg_stat_activity_max_tx_duration: following(0.05, 4) },
    ),
    ...exposed(
      {
        ...client,
        usename: "",
        application_name: "",
        backend_type: "autovacuum worker",
        state: "active",
        wait_event: "",
        wait_event_type: "",
      },
      { pg_stat_activity_count: 1, pg_stat_activity_max_tx_duration: 40 },
    ),
    ...exposed(
      { ...client, usename: "replication", application_name: "replica_2", backend_type: "walsender", state: "active" },
      { pg_stat_activity_count: 1, pg_stat_activity_max_tx_duration: 0 },
    ),
    // A report, five minutes of every hour.
    ...exposed(
      {
        ...client,
        usename: "report",
        application_name: "report",
        state: "active",
        wait_event: "",
        wait_event_type: "",
      },
      {
        pg_stat_activity_count: 1,
        pg_stat_activity_max_tx_duration: (seconds) => (seconds % HOUR < 300 ? seconds % HOUR : 0),
      },
    ),
    // States that no session is in.
    ...["idle in transaction (aborted)", "disabled"].flatMap((state) =>
      exposed(
        { ...client, usename: "", application_name: "", backend_type: "", state, wait_event: "", wait_event_type: "" },
        { pg_stat_activity_count: 0, pg_stat_activity_max_tx_duration: 0 },
      ),
    ),
    ...exposed({ ...own, datname, mode: "accesssharelock" }, { pg_locks_count: following(5, 60) }),
    ...exposed({ ...own, datname, mode: "exclusivelock" }, { pg_locks_count: following(0, 3) }),
  ];
}

function replication(own: Labels, isReplica: boolean): Series[] {
  const slot = { ...own, slot_name: "replica_1", slot_type: "physical" };
  return [
    ...exposed(own, {
      pg_replication_lag_seconds: isReplica ? following(0, 2) : 0,
      pg_replication_is_replica: isReplica ? 1 : 0,
      pg_replication_last_replay_seconds: isReplica ? following(1, 3) : 0,
    }),
    ...(isReplica
      ? exposed(
          { ...own, upstream_host: "primary.internal", slot_name: "replica_1", status: "streaming" },
          { pg_stat_wal_receiver_last_msg_receipt_time: (seconds) => MIDNIGHT + seconds - 10 },
        )
      : []),
    ...exposed(slot, {
      pg_replication_slots_active: 1,
      pg_replication_slots_pg_wal_lsn_diff: following(1e5, 4e6),
      pg_replication_slot_slot_is_active: 1,
    }),
    ...exposed({ ...slot, wal_status: "reserved" }, { pg_replication_slots_wal_status: 1 }),
    ...exposed(
      { ...own, application_name: "replica_1", client_addr: "10.0.9.9", slot_name: "replica_1", state: "streaming" },
      { pg_stat_replication_pg_wal_lsn_diff: following(1e5, 4e6) },
    ),
  ];
}

function statistics(own: Labels, datname: string): Series[] {
  const share = datname in IDS ? 0.001 : 1;
  const counter = (perSecond: number) => busy(share * perSecond, SERVER_STARTED_AT);
  const query = { ...own, datname, user: "app", queryid: "4242" };
  return [
    ...exposed(
      { ...own, datid: IDS[datname] ?? "16384", datname },
      {
        // Those that are seen, the exporter's own and a worker without a state.
        pg_stat_database_numbackends: datname in IDS ? 0 : following(70, 172),
        pg_stat_database_xact_commit: counter(300),
        pg_stat_database_xact_rollback: counter(1),
        pg_stat_database_blks_hit: counter(2e4),
        pg_stat_database_blks_read: counter(60),
        pg_stat_database_tup_fetched: counter(5e4),
        pg_stat_database_deadlocks: 2,
        pg_stat_database_conflicts: 0,
        pg_stat_database_temp_bytes: counter(1000),
        pg_stat_database_active_time_seconds_total: counter(6),
      },
    ),
    ...exposed({ ...own, datname }, { pg_database_size_bytes: 40e9 * share }),
    ...exposed(query, {
      pg_stat_statements_calls_total: counter(600),
      pg_stat_statements_seconds_total: counter(3),
      pg_stat_statements_rows_total: counter(900),
    }),
    ...exposed(
      { ...own, datname, relname: "orders", schemaname: "public" },
      { pg_stat_user_tables_n_dead_tup: following(1000, 9000), pg_stat_user_tables_n_live_tup: 5e6 },
    ),
    ...exposed(
      own,
      datname === "postgres"
        ? {
            pg_stat_archiver_failed_count: 0,
            pg_stat_bgwriter_checkpoints_timed_total: steady(1 / 300, SERVER_STARTED_AT),
          }
        : {},
    ),
  ];
}
