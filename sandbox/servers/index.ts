/** Real database servers, and the exporters beside them, as parts that are started and ended on loopback. */
export { authorityFiles, createAuthority, keptAuthority, type Authority } from "./certificates";
export { startExporter, type ExporterRun, type RunningExporter } from "./exporter";
export { findPostgres, choosePostgres, type PostgresBinaries } from "./postgres/binaries";
export {
  startPostgres,
  type Login,
  type PostgresOptions,
  type PostgresServer,
  type PostgresSettings,
} from "./postgres/start";
export { killRecorded, readRecord, type ServerRecord } from "./process";
export { connectRedis, type RedisConnection, type RedisLogin } from "./redis/commands";
export { findRedis, type RedisProgram } from "./redis/program";
export { startRedis, type RedisOptions, type RedisServer } from "./redis/start";
