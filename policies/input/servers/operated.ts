/** Servers that the Prometheus operator runs: its custom resources, and the specs that the chart makes them of. */
import { containerFlags, namedFlags } from "../flags";
import { at, isBlank, isHidden, items, UNREAD } from "../known";
import { groupOf, inside, type KubernetesObject } from "../object";
import { claimSpec, operatedStorage, type Setting, type Storage } from "../storage";
import {
  ADMIN_API_FLAGS,
  RETENTION_FLAGS,
  RETENTION_SIZE_FLAGS,
  settingsOf,
  withoutAbsent,
  type PrometheusServer,
} from "./server";

/** Whose word holds where a key is absent: the operator's, kube-prometheus-stack's, that of a chart nobody has read, or of what a patch is laid over. */
export type Defaults = "the operator's" | "the chart's" | "unread" | "the patched";

/** The retention that kube-prometheus-stack writes where none is set. */
const CHART_RETENTION = "10d";

/** The custom resource of Prometheus' operator, or of VictoriaMetrics'. */
export function operatedServers(object: KubernetesObject): PrometheusServer[] {
  const defaults = object.isPatch ? "the patched" : "the operator's";
  const server = serverOf(
    `${groupOf(object)} ${object.kind}`,
    at(object.body, "spec"),
    inside(object, "spec"),
    defaults,
  );
  return server === undefined ? [] : [object.isPatch ? withoutAbsent(server) : server];
}

function serverOf(kind: string, spec: unknown, path: string, defaults: Defaults): PrometheusServer | undefined {
  if (kind === "monitoring.coreos.com Prometheus") return prometheusSpec(spec, path, defaults);
  if (kind === "monitoring.coreos.com ThanosRuler") return thanosRulerSpec(spec, path, defaults);
  if (kind === "operator.victoriametrics.com VMSingle")
    return victoriaMetrics(spec, path, {
      storage: at(spec, "storage"),
      read: (storage) => claimSpec(storage, `${path}.storage`, `${path}.storage`),
    });
  if (kind === "operator.victoriametrics.com VMCluster")
    return victoriaMetrics(spec, path, {
      storage: at(spec, "vmstorage", "storage"),
      read: (storage) => operatedStorage(storage, `${path}.vmstorage.storage`),
    });
  return undefined;
}

/** VictoriaMetrics keeps a month where nothing is set, and has no limit in size. */
function victoriaMetrics(
  spec: unknown,
  path: string,
  { storage, read }: { readonly storage: unknown; readonly read: (storage: unknown) => Storage },
): PrometheusServer {
  const retention = at(spec, "retentionPeriod");
  const absent = { value: "1", default: "the operator's" } as const;
  return {
    retention: [
      { path: `${path}.retentionPeriod`, bareUnit: "months", ...(isBlank(retention) ? absent : { value: retention }) },
    ],
    retentionSize: [],
    storage: [isBlank(storage) ? { path: `${path}.storage`, kind: "absent", sizes: [] } : read(storage)],
    adminApi: [],
  };
}

/** The settings of a Prometheus: its own keys, further arguments, and arguments laid over its containers. */
export function prometheusSpec(spec: unknown, path: string, defaults: Defaults): PrometheusServer {
  const containers = at(spec, "containers");
  const overlays = isHidden(containers)
    ? namedFlags(containers, `${path}.containers`)
    : items(containers).flatMap(([index, container]) => containerFlags(container, `${path}.containers[${index}]`));
  const flags = [...namedFlags(at(spec, "additionalArgs"), `${path}.additionalArgs`), ...overlays];
  return {
    retention: [{ path: `${path}.retention`, ...retentionOf(spec, defaults) }, ...settingsOf(flags, RETENTION_FLAGS)],
    retentionSize: [
      { path: `${path}.retentionSize`, value: orUnread(at(spec, "retentionSize"), defaults) },
      ...settingsOf(flags, RETENTION_SIZE_FLAGS),
    ],
    storage: [storageOf(spec, path, defaults)],
    adminApi: [
      { path: `${path}.enableAdminAPI`, value: at(spec, "enableAdminAPI") },
      ...settingsOf(flags, ADMIN_API_FLAGS),
    ],
  };
}

/** Thanos Ruler keeps the samples of its rules; by default for a day, and it has no limit in size. */
export function thanosRulerSpec(spec: unknown, path: string, defaults: Defaults): PrometheusServer {
  const retention = at(spec, "retention");
  const setting: Pick<Setting, "value" | "default"> = isBlank(retention)
    ? { value: "24h", default: "the operator's" }
    : { value: retention };
  const flags = namedFlags(at(spec, "additionalArgs"), `${path}.additionalArgs`);
  const storage = storageOf(spec, path, defaults);
  return {
    retention: [{ path: `${path}.retention`, ...setting }, ...settingsOf(flags, RETENTION_FLAGS)],
    retentionSize: [],
    // Its results are for a remote store, so that a volume is no must.
    storage: storage.kind === "absent" || isUnread(storage.sizes[0]) ? [] : [storage],
    adminApi: [],
  };
}

/** A custom resource has `storage`; the chart has `storageSpec`, over which it lays `storage` of `additionalConfig`. */
function storageOf(spec: unknown, path: string, defaults: Defaults) {
  const isOfChart = defaults === "the chart's" || defaults === "unread";
  const key = isOfChart && isBlank(at(spec, "storage")) ? "storageSpec" : "storage";
  return operatedStorage(orUnread(at(spec, key), defaults), `${path}.${key}`);
}

/** Blank and without a size the operator keeps a day; with a size alone Prometheus has no limit in time. */
function retentionOf(spec: unknown, defaults: Defaults): Pick<Setting, "value" | "default"> {
  const retention = at(spec, "retention");
  if (defaults === "the patched") return { value: retention };
  if (retention === undefined && defaults === "the chart's") return { value: CHART_RETENTION, default: defaults };
  if (retention === undefined && defaults === "unread") return { value: UNREAD };
  if (!isBlank(retention)) return { value: retention };
  return isBlank(at(spec, "retentionSize")) ? { value: "24h", default: "the operator's" } : { value: undefined };
}

function orUnread(value: unknown, defaults: Defaults): unknown {
  return value === undefined && defaults === "unread" ? UNREAD : value;
}

function isUnread(setting: Setting | undefined): boolean {
  return setting?.value === UNREAD;
}
