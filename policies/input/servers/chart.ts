/**
 * Servers in the values of charts, found by shape at any depth: a chart of charts, another chart's form, a chart under another name.
 *
 * Only the defaults of kube-prometheus-stack are known. What a server of another chart leaves out is {@link UNREAD}.
 */
import { isMap } from "../../../common/maps";
import { namedFlags, wordFlags, type Flag } from "../flags";
import { at, isBlank, isHidden, UNREAD } from "../known";
import { isObject } from "../objects";
import type { HelmInput } from "../releases";
import { claimSpec, hiddenStorage, operatedStorage, type Setting, type Storage } from "../storage";
import { keyOf, placesIn, type Place } from "../walk";
import { isOff } from "../sections";
import { prometheusSpec, thanosRulerSpec } from "./operated";
import {
  ADMIN_API_FLAGS,
  MONTHS_FLAGS,
  RETENTION_FLAGS,
  RETENTION_SIZE_FLAGS,
  settingsOf,
  type PrometheusServer,
} from "./server";

/** Where charts that bring a server have its section, by the chart's name: a server is there whether or not a value says so. */
const SECTIONS: Readonly<Record<string, readonly string[]>> = {
  "kube-prometheus-stack": ["prometheus", "prometheusSpec"],
  "prometheus-operator": ["prometheus", "prometheusSpec"],
  prometheus: ["server"],
  "kube-prometheus": ["prometheus"],
  "victoria-metrics-single": ["server"],
  "victoria-metrics-cluster": ["vmstorage"],
  "victoria-metrics-k8s-stack": ["vmsingle", "spec"],
};

/** Names of subcharts that no section of another chart has. */
const SUBCHARTS = Object.keys(SECTIONS).filter((name) => name.includes("-"));

/** Sections with a server of their own, whatever the chart is called. */
const SERVER_KEY = /^(prometheus|prom|server|prometheus-?server|vmsingle|vmstorage|vmcluster|spec)$/i;

/** Names that say that what is below them is about metrics; see {@link OTHER}. */
const SUBJECT = /prom|victoria|^vm|thanos|mimir|metrics|monitoring/i;

/** Parts with a retention or a volume of another kind. */
const OTHER = /alertmanager|grafana|exporter|pushgateway|loki|tempo/i;

const RETENTION_KEYS = ["retention", "retentionTime"];
const MONTHS_KEYS = ["retentionPeriod"];
const SIZE_KEYS = ["retentionSize"];
const FLAG_KEYS = ["extraFlags", "defaultFlagsOverride", "extraArgs", "additionalArgs", "args"];

/** Settings that only a server of this kind has, besides its retention. */
const TELLING_KEYS = [
  ...SIZE_KEYS,
  "enableAdminAPI",
  "walCompression",
  "scrapeInterval",
  "evaluationInterval",
  "remoteWrite",
  "remoteRead",
  "ruleSelector",
  "serviceMonitorSelector",
  "podMonitorSelector",
  "extraScrapeConfigs",
  "additionalScrapeConfigs",
  "externalLabels",
];

/** The servers that a chart's values set something of, or whose section cannot be judged. */
export function chartServers(input: HelmInput): PrometheusServer[] {
  const places = placesIn(input.values, input.path, (place) => !isOff(place) && !isObject(place.value));
  const found = places.flatMap((place) => serverAt(place, input) ?? []);
  return [...found.map(({ server }) => server), ...unnamed(input, places, found), ...places.flatMap(configured)];
}

interface Found {
  readonly path: string;
  readonly server: PrometheusServer;
}

function serverAt(place: Place, input: HelmInput): Found | undefined {
  const { path, value, keys } = place;
  const key = keyOf(place);
  const defaults = isStackSection(place, input) ? "the chart's" : "unread";
  const found = (server: PrometheusServer) => ({ path, server });
  if (key === "prometheusSpec")
    return found(isAgent(place) ? agent(value, path) : prometheusSpec(value, path, defaults));
  if (key === "thanosRulerSpec")
    return isRulerOff(place, input) ? undefined : found(thanosRulerSpec(value, path, defaults));
  const isInside = keys.slice(0, -1).some((name) => name === "prometheusSpec" || name === "thanosRulerSpec");
  if (isInside || [input.chart ?? "", ...keys].some((name) => OTHER.test(name))) return undefined;
  if (isHidden(value)) return isHiddenServer(place, input) ? found(hiddenServer(value, path)) : undefined;
  return isMap(value) && isServerMap(value, place, input)
    ? found(ownForm(value, path, isVictoriaMetrics(keys, input)))
    : undefined;
}

/** VictoriaMetrics has no limit in size. */
function isVictoriaMetrics(keys: readonly string[], { chart }: HelmInput): boolean {
  return [chart ?? "", ...keys].some((name) => /victoria|^vm/i.test(name));
}

/** Whether the values are those of kube-prometheus-stack at its own level. */
function isStackSection({ keys }: Place, { isStack }: HelmInput): boolean {
  return isStack && keys.length === 2;
}

function isAgent({ around }: Place): boolean {
  return around.at(-1)?.["agentMode"] === true;
}

/** kube-prometheus-stack leaves Thanos Ruler out unless it is asked for. */
function isRulerOff(place: Place, input: HelmInput): boolean {
  return isStackSection(place, input) && isBlank(place.around.at(-1)?.["enabled"]);
}

/** An agent keeps no samples, but has a volume. */
function agent(spec: unknown, path: string): PrometheusServer {
  const storage = operatedStorage(at(spec, "storageSpec"), `${path}.storageSpec`);
  return { retention: [], retentionSize: [], storage: storage.kind === "absent" ? [] : [storage], adminApi: [] };
}

/** Everything of it may be set in what cannot be judged. */
function hiddenServer(value: unknown, path: string): PrometheusServer {
  const settings: Setting[] = [{ path, value }];
  return { retention: settings, retentionSize: settings, storage: [hiddenStorage(value, path)], adminApi: settings };
}

/** A section, or a whole subchart, of which nothing can be judged; at the top every key may be a subchart's. */
function isHiddenServer(place: Place, { chart, isStack }: HelmInput): boolean {
  const { keys } = place;
  const key = keyOf(place);
  if (keys.length === 0) return true;
  if (isStack) return keys.length === 1 && key === "prometheus";
  if (SUBCHARTS.includes(key) || /^(prometheus|prom|monitoring)$/i.test(key)) return true;
  return SERVER_KEY.test(key) && isOfMetrics(keys, chart);
}

function isOfMetrics(keys: readonly string[], chart: string | undefined): boolean {
  return keys.some((key) => SUBJECT.test(key)) || SUBJECT.test(chart ?? "");
}

/** A map with a retention, where the place or what stands beside it says that it is of samples. */
function isServerMap(value: Readonly<Record<string, unknown>>, place: Place, input: HelmInput): boolean {
  const has = (names: readonly string[]) => names.some((name) => isScalar(value[name]));
  const { keys } = place;
  const key = keyOf(place);
  const ofMetrics = isOfMetrics(keys, input.chart);
  const tells = TELLING_KEYS.some((name) => name in value);
  if (has(SIZE_KEYS)) return true;
  if (has([...RETENTION_KEYS, ...MONTHS_KEYS])) return ofMetrics || tells || key === "server";
  // Without a retention of its own a section may still have the arguments or the volume of a server.
  const isSection = SERVER_KEY.test(key) && ofMetrics && (key !== "spec" || /^vm/.test(keys.at(-2) ?? ""));
  return isSection && (tells || [...FLAG_KEYS, ...VOLUME_KEYS].some((name) => name in value));
}

const VOLUME_KEYS = ["persistentVolume", "persistence", "storage"];

/** A value that may be a retention: no map of settings. */
function isScalar(value: unknown): boolean {
  return value !== undefined && !isMap(value) && !Array.isArray(value);
}

/** A server in the form of its chart: a retention, a volume, arguments. */
function ownForm(value: Readonly<Record<string, unknown>>, path: string, ofMonths: boolean): PrometheusServer {
  const flags = FLAG_KEYS.flatMap((key) => flagsOf(value[key], `${path}.${key}`));
  const months: Setting[] = [...keySettings(value, path, MONTHS_KEYS), ...settingsOf(flags, MONTHS_FLAGS)].map(
    (setting) => ({ ...setting, bareUnit: "months" }),
  );
  const retention = [...keySettings(value, path, RETENTION_KEYS), ...months, ...settingsOf(flags, RETENTION_FLAGS)];
  const size = [...keySettings(value, path, SIZE_KEYS), ...settingsOf(flags, RETENTION_SIZE_FLAGS)];
  return {
    retention: retention.length > 0 ? retention : [{ path: `${path}.retention`, value: UNREAD }],
    retentionSize:
      size.length > 0 || ofMonths || months.length > 0 ? size : [{ path: `${path}.retentionSize`, value: UNREAD }],
    storage: [volumeIn(value, path)],
    adminApi: [...keySettings(value, path, ["enableAdminAPI"]), ...settingsOf(flags, ADMIN_API_FLAGS)],
  };
}

function keySettings(value: Readonly<Record<string, unknown>>, path: string, keys: readonly string[]): Setting[] {
  return keys.filter((key) => key in value).map((key) => ({ path: `${path}.${key}`, value: value[key] }));
}

function flagsOf(given: unknown, path: string): Flag[] {
  return Array.isArray(given) && given.every((item) => !isMap(item))
    ? wordFlags(given, path, true)
    : namedFlags(given, path);
}

/** The volume of a section: as charts write it, as the operator does, or as the spec of a claim. */
function volumeIn(value: Readonly<Record<string, unknown>>, path: string): Storage {
  for (const key of ["storageSpec", "persistentVolume", "persistence", "storage"]) {
    const volume = value[key];
    const place = `${path}.${key}`;
    if (volume === undefined) continue;
    if (isHidden(volume)) return hiddenStorage(volume, place);
    if (!isMap(volume)) continue;
    if ("resources" in volume) return claimSpec(volume, place, place);
    if (key === "storageSpec" || "volumeClaimTemplate" in volume) return operatedStorage(volume, place);
    return persistence(volume, place);
  }
  return hiddenStorage(UNREAD, `${path}.persistentVolume`);
}

/** `persistentVolume: { enabled, size, existingClaim }` */
function persistence(volume: Readonly<Record<string, unknown>>, path: string): Storage {
  const { enabled, size, existingClaim } = volume;
  if (isHidden(enabled)) return hiddenStorage(enabled, `${path}.enabled`);
  if (enabled === false) return { path, kind: "absent", sizes: [] };
  if (!isBlank(existingClaim)) return { path, kind: "existing", sizes: [] };
  return { path, kind: "claim", sizes: [{ path: `${path}.size`, value: size ?? UNREAD }] };
}

/** The servers of known charts of whose section nothing is written: by the chart's name, or by that of a subchart. */
function unnamed(
  { chart, isStack, path }: HelmInput,
  places: readonly Place[],
  found: readonly Found[],
): PrometheusServer[] {
  const charts = places.flatMap((place) => {
    const key = keyOf(place);
    const name = place.path === path ? chart : SUBCHARTS.includes(key) ? key : undefined;
    const section = name === undefined ? undefined : SECTIONS[name];
    return name === undefined || section === undefined || isHidden(place.value) ? [] : [{ place, name, section }];
  });
  return charts.flatMap(({ place, name, section }) => {
    const base = place.path;
    if (found.some((server) => server.path === base || server.path.startsWith(`${base}.`))) return [];
    if (section.some((_, depth) => at(place.value, ...section.slice(0, depth + 1), "enabled") === false)) return [];
    const where = [base, ...section].join(".");
    if (isStack && base === path)
      return at(place.value, "prometheus", "agentMode") === true ? [] : [prometheusSpec({}, where, "the chart's")];
    return [
      section.at(-1) === "prometheusSpec"
        ? prometheusSpec({}, where, "unread")
        : ownForm({}, where, /victoria/.test(name)),
    ];
  });
}

/** Prometheus' configuration file has a retention as well, which wins over the arguments. */
function configured(place: Place): PrometheusServer[] {
  if (keyOf(place) !== "tsdb") return [];
  return configuredRetention(place.value, place.path);
}

/** `storage: { tsdb: { retention: { time, size } } }` of Prometheus' configuration. */
export function configuredRetention(tsdb: unknown, path: string): PrometheusServer[] {
  const retention = at(tsdb, "retention");
  if (!isMap(retention) && !isHidden(retention)) return [];
  const setting = (key: string): Setting[] => {
    const value = at(retention, key);
    return value === undefined ? [] : [{ path: `${path}.retention.${key}`, value }];
  };
  return [{ retention: setting("time"), retentionSize: setting("size"), storage: [], adminApi: [] }];
}
