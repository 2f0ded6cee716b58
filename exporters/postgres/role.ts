/**
 * What prepares a PostgreSQL server for its exporter, in the words of docs/first-deployment.md: a test holds the page to it, and
 * the sandbox runs exactly this.
 *
 * `pg_read_all_stats` is all that the collectors need: the state of other roles' sessions, statements by their ids, the size
 * of every database. `pg_monitor` would add the contents of the server's folders and settings that only superusers see.
 */

/** The names in the statements: the exporter's role and the database that it connects to. */
export const EXPORTER_ROLE = { user: "monitoring", database: "qualisys" } as const;

/** Keeps passwords that are set in plain SQL out of pg_stat_statements. */
export const untrackedUtilities = `ALTER SYSTEM SET pg_stat_statements.track_utility = off;
SELECT pg_reload_conf();
`;

/** Makes the role; `\password` is psql's, which sends a hash. */
export const exporterRole = String.raw`CREATE ROLE monitoring LOGIN CONNECTION LIMIT 5;
\password monitoring
GRANT pg_read_all_stats TO monitoring;
GRANT CONNECT ON DATABASE qualisys TO monitoring;
ALTER ROLE monitoring SET default_transaction_read_only = on;
ALTER ROLE monitoring SET statement_timeout = '10s';
ALTER ROLE monitoring SET search_path = pg_catalog, public;
CREATE EXTENSION IF NOT EXISTS pg_stat_statements;
`;

/** Lets the exporter in when the server is full, from PostgreSQL 16 on. */
export const reservedConnections = `GRANT pg_use_reserved_connections TO monitoring;
`;
