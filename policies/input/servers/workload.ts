/** Servers as workloads of the stack's own. */
import { containerFlags, type Flag } from "../flags";
import { at, isBlank, isHidden, items } from "../known";
import { inside, podSpecOf, type KubernetesObject, type PodSpec } from "../object";
import { claim, hiddenStorage, type Setting, type Storage } from "../storage";
import {
  ADMIN_API_FLAGS,
  MONTHS_FLAGS,
  RETENTION_FLAGS,
  RETENTION_SIZE_FLAGS,
  settingsOf,
  withoutAbsent,
  type PrometheusServer,
} from "./server";

/** The containers of a workload that keep samples, sidecars among them. */
export function workloadServers(object: KubernetesObject): PrometheusServer[] {
  const pod = podSpecOf(object);
  if (pod === undefined) return [];
  return ["containers", "initContainers"].flatMap((key) =>
    items(at(pod.spec, key)).flatMap(([index, container]) => {
      const path = inside(object, `${pod.path}.${key}[${index}]`);
      const flags = containerFlags(container, path);
      const server = serverOf(at(container, "image"), flags, path);
      if (server === undefined) return [];
      const stored = { ...server, storage: workloadStorage(object, pod) };
      return [object.isPatch ? withoutAbsent(stored) : stored];
    }),
  );
}

/** By its image or its arguments; where both are hidden it may be one. */
function serverOf(image: unknown, flags: readonly Flag[], path: string): Omit<PrometheusServer, "storage"> | undefined {
  const months = settingsOf(
    flags.filter(({ name }) => !isHidden(name)),
    MONTHS_FLAGS,
  );
  if (months.length > 0 || isImage(image, VICTORIA_METRICS))
    return {
      retention:
        months.length > 0
          ? months.map((setting) => ({ ...setting, bareUnit: "months" }))
          : [{ path: `${path}.args`, value: "1", bareUnit: "months" }],
      retentionSize: [],
      adminApi: [],
    };
  const stores = flags.some(({ name }) => typeof name === "string" && isOfPrometheus(name));
  const mayBe = isHidden(image) && flags.some(({ name }) => isHidden(name));
  const isServer = isImage(image, PROMETHEUS) || stores || mayBe;
  return isServer && !flags.some(isAgent) ? fromFlags(flags, `${path}.args`) : undefined;
}

const PROMETHEUS = /(^|\/)prometheus(:[^/]*)?(@[^/]*)?$/;
const VICTORIA_METRICS = /(^|\/)(victoria-metrics|vmsingle|vmstorage)(:[^/]*)?(@[^/]*)?$/;

function isImage(image: unknown, pattern: RegExp): boolean {
  return typeof image === "string" && pattern.test(image);
}

function isOfPrometheus(flag: string): boolean {
  return flag.startsWith("storage.tsdb.") || RETENTION_FLAGS.includes(flag) || ADMIN_API_FLAGS.includes(flag);
}

/** An agent keeps no samples. */
function isAgent({ name, value }: Flag): boolean {
  return name === "agent" || (name === "enable-feature" && String(value).split(",").includes("agent"));
}

function fromFlags(flags: readonly Flag[], path: string): Omit<PrometheusServer, "storage"> {
  const retention = settingsOf(flags, RETENTION_FLAGS);
  const retentionSize = settingsOf(flags, RETENTION_SIZE_FLAGS);
  // Thanos' receivers and rulers have no limit in size.
  const hasSize = !flags.some(({ name }) => name === "tsdb.retention");
  // With a size alone there is no limit in time.
  const absent: Setting =
    retentionSize.length === 0 ? { path, value: "15d", default: "Prometheus' own" } : { path, value: undefined };
  return {
    retention: retention.length > 0 ? retention : [absent],
    retentionSize: retentionSize.length > 0 || !hasSize ? retentionSize : [{ path, value: undefined }],
    adminApi: settingsOf(flags, ADMIN_API_FLAGS),
  };
}

function workloadStorage(object: KubernetesObject, pod: PodSpec): Storage[] {
  const path = inside(object, "spec.volumeClaimTemplates");
  const templates = at(object.body, "spec", "volumeClaimTemplates");
  if (isHidden(templates)) return [hiddenStorage(templates, path)];
  const claims = items(templates).map(([index, template]) => claim(template, `${path}[${index}]`));
  if (claims.length > 0) return claims;
  const volumes = at(pod.spec, "volumes");
  const place = inside(object, `${pod.path}.volumes`);
  if (isHidden(volumes)) return [hiddenStorage(volumes, place)];
  const exists = items(volumes).some(([, volume]) => !isBlank(at(volume, "persistentVolumeClaim")));
  return [{ path: place, kind: exists ? "existing" : "absent", sizes: [] }];
}
