/** The Prometheus servers that a resource brings: by the chart, by the operator's resource, or as a workload. */
import type { Resource } from "../rule";
import { additionalFlags, containerFlags, type Flag } from "./flags";
import { at, isBlank, items, UNKNOWN } from "./known";
import { groupOf, inside, objectsOf, podSpecOf, type KubernetesObject, type PodSpec } from "./objects";
import { isStackRelease, specIn } from "./release";
import { claim, operatedStorage, type Setting, type Storage } from "./storage";

/** A server; each setting at every place that can set it. */
export interface PrometheusServer {
  /** How long samples are kept; without a value there is no limit in time. */
  readonly retention: readonly Setting[];
  /** How much is kept; without a value there is no limit in size. */
  readonly retentionSize: readonly Setting[];
  readonly storage: readonly Storage[];
  readonly adminApi: readonly Setting[];
}

const RETENTION_FLAGS = ["storage.tsdb.retention.time", "storage.tsdb.retention"];
const RETENTION_SIZE_FLAGS = ["storage.tsdb.retention.size"];
const ADMIN_API_FLAGS = ["web.enable-admin-api"];

/** The servers of a resource. */
export function prometheusServers(resource: Resource): PrometheusServer[] {
  return [
    ...chartServers(resource),
    ...objectsOf(resource).flatMap((object) => [...operatedServers(object), ...workloadServers(object)]),
  ];
}

/** The chart's server. */
function chartServers(resource: Resource): PrometheusServer[] {
  if (!isStackRelease(resource)) return [];
  const values = at(resource.props, "values");
  if (at(values, "prometheus", "enabled") === false || at(values, "prometheus", "agentMode") === true) return [];
  const spec = specIn(values, "prometheus", "prometheusSpec");
  return [
    fromSpec(spec, { path: "values.prometheus.prometheusSpec", storageKey: "storageSpec", chartRetention: "10d" }),
  ];
}

/** The operator's custom resource. */
function operatedServers(object: KubernetesObject): PrometheusServer[] {
  if (groupOf(object) !== "monitoring.coreos.com" || object.kind !== "Prometheus") return [];
  const server = fromSpec(at(object.body, "spec"), { path: inside(object, "spec"), storageKey: "storage" });
  return [object.isPatch ? withoutAbsent(server) : server];
}

/** How a spec of the operator is written down. */
interface SpecForm {
  readonly path: string;
  readonly storageKey: string;
  /** What the chart writes where the key is absent. */
  readonly chartRetention?: string;
}

/** The settings of an operator's spec: its own keys, further arguments, and arguments laid over its containers. */
function fromSpec(spec: unknown, { path, storageKey, chartRetention }: SpecForm): PrometheusServer {
  const containers = items(at(spec, "containers")).flatMap(([index, container]) =>
    containerFlags(container, `${path}.containers[${index}]`),
  );
  const flags = [...additionalFlags(at(spec, "additionalArgs"), `${path}.additionalArgs`), ...containers];
  return {
    retention: [
      { path: `${path}.retention`, ...retentionOf(spec, chartRetention) },
      ...settings(flags, RETENTION_FLAGS),
    ],
    retentionSize: [
      { path: `${path}.retentionSize`, value: at(spec, "retentionSize") },
      ...settings(flags, RETENTION_SIZE_FLAGS),
    ],
    storage: [operatedStorage(at(spec, storageKey), `${path}.${storageKey}`)],
    adminApi: [
      { path: `${path}.enableAdminAPI`, value: at(spec, "enableAdminAPI") },
      ...settings(flags, ADMIN_API_FLAGS),
    ],
  };
}

/** Blank and without a size the operator keeps a day; with a size alone Prometheus has no limit in time. */
function retentionOf(spec: unknown, chartRetention: string | undefined): Pick<Setting, "value" | "default"> {
  const retention = at(spec, "retention");
  if (retention === undefined && chartRetention !== undefined) return { value: chartRetention, default: "the chart's" };
  if (!isBlank(retention)) return { value: retention };
  return isBlank(at(spec, "retentionSize")) ? { value: "24h", default: "the operator's" } : { value: undefined };
}

/** The values of the flags that have one of the names, or may have it. */
function settings(flags: readonly Flag[], names: readonly string[]): Setting[] {
  return flags
    .filter(({ name }) => name === UNKNOWN || names.includes(name))
    .map(({ path, value }) => ({ path, value }));
}

/** Prometheus as a workload of the stack's own. */
function workloadServers(object: KubernetesObject): PrometheusServer[] {
  const pod = podSpecOf(object);
  if (pod === undefined) return [];
  return items(at(pod.spec, "containers")).flatMap(([index, container]) => {
    const path = inside(object, `${pod.path}.containers[${index}]`);
    const flags = containerFlags(container, path);
    if (!isPrometheus(at(container, "image"), flags)) return [];
    const server = { ...fromFlags(flags, `${path}.args`), storage: workloadStorage(object, pod) };
    return [object.isPatch ? withoutAbsent(server) : server];
  });
}

/** By its image or its arguments; an agent keeps no samples. */
function isPrometheus(image: unknown, flags: readonly Flag[]): boolean {
  const isImage = typeof image === "string" && /(^|\/)prometheus(:[^/]*)?(@[^/]*)?$/.test(image);
  const stores = flags.some(({ name }) => typeof name === "string" && name.startsWith("storage.tsdb."));
  return (isImage || stores) && !flags.some(({ name }) => name === "agent");
}

function fromFlags(flags: readonly Flag[], path: string): Omit<PrometheusServer, "storage"> {
  const retention = settings(flags, RETENTION_FLAGS);
  const retentionSize = settings(flags, RETENTION_SIZE_FLAGS);
  // With a size alone there is no limit in time.
  const absent: Setting =
    retentionSize.length === 0 ? { path, value: "15d", default: "Prometheus' own" } : { path, value: undefined };
  return {
    retention: retention.length > 0 ? retention : [absent],
    retentionSize: retentionSize.length > 0 ? retentionSize : [{ path, value: undefined }],
    adminApi: settings(flags, ADMIN_API_FLAGS),
  };
}

function workloadStorage(object: KubernetesObject, pod: PodSpec): Storage[] {
  const path = inside(object, "spec.volumeClaimTemplates");
  const templates = at(object.body, "spec", "volumeClaimTemplates");
  if (templates === UNKNOWN) return [{ path, kind: "unknown", sizes: [] }];
  const claims = items(templates).map(([index, template]) => claim(template, `${path}[${index}]`));
  if (claims.length > 0) return claims;
  const exists = items(at(pod.spec, "volumes")).some(([, volume]) => !isBlank(at(volume, "persistentVolumeClaim")));
  return [{ path: inside(object, `${pod.path}.volumes`), kind: exists ? "existing" : "absent", sizes: [] }];
}

/** A patch changes only what it names. */
function withoutAbsent({ retention, retentionSize, storage, adminApi }: PrometheusServer): PrometheusServer {
  const named = (list: readonly Setting[]) =>
    list.filter((setting) => !isBlank(setting.value) && setting.default === undefined);
  return {
    retention: named(retention),
    retentionSize: named(retentionSize),
    storage: storage.filter(({ kind }) => kind !== "absent"),
    adminApi: named(adminApi),
  };
}
