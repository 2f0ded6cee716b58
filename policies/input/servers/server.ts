/** A server that keeps samples as Prometheus does, in whatever form it is declared. */
import type { Flag } from "../flags";
import { isHidden } from "../known";
import type { Setting, Storage } from "../storage";

/** A server; each setting at every place that can set it. */
export interface PrometheusServer {
  /** How long samples are kept; without a value there is no limit in time. Empty where the server keeps none. */
  readonly retention: readonly Setting[];
  /** How much is kept; without a value there is no limit in size. Empty where the server has no such setting. */
  readonly retentionSize: readonly Setting[];
  readonly storage: readonly Storage[];
  readonly adminApi: readonly Setting[];
}

export const RETENTION_FLAGS = ["storage.tsdb.retention.time", "storage.tsdb.retention", "tsdb.retention"];
export const RETENTION_SIZE_FLAGS = ["storage.tsdb.retention.size"];
export const ADMIN_API_FLAGS = ["web.enable-admin-api"];

/** VictoriaMetrics' own; a number without a unit is of months. */
export const MONTHS_FLAGS = ["retentionPeriod"];

/** The values of the flags that have one of the names, or may have it. */
export function settingsOf(flags: readonly Flag[], names: readonly string[]): Setting[] {
  return flags.filter(({ name }) => isHidden(name) || names.includes(name)).map(({ path, value }) => ({ path, value }));
}

/** A patch changes only what it names. */
export function withoutAbsent({ retention, retentionSize, storage, adminApi }: PrometheusServer): PrometheusServer {
  const named = (list: readonly Setting[]) =>
    list.filter((setting) => setting.value !== undefined && setting.default === undefined);
  return {
    retention: named(retention),
    retentionSize: named(retentionSize),
    storage: storage.filter(({ kind }) => kind !== "absent"),
    adminApi: named(adminApi),
  };
}
