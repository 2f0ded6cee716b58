/** How the alerts on databases tell one server from another, and how they name it. */

/** What every exporter says of where its metrics come from. `instance` is the exporter's. */
export const EXPORTER = "namespace, job, database, instance";

/**
 * What identifies a database server. Each exporter version has other labels besides, and `server`, which tells several
 * servers behind one exporter apart, is gone since v0.20. Until then, settings, sessions and replication slots have it.
 */
export const SERVER = `${EXPORTER}, server`;

/** Labels that only say how a target was found: dropped first, so that finding it twice doubles nothing. */
export const DISCOVERY = "pod, container, service, endpoint";

/** The server in a description. */
export const DATABASE = "{{ $labels.database }} ({{ with $labels.server }}{{ . }} behind {{ end }}{{ $labels.instance }})";
