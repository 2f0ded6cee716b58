/** A real Prometheus beside the embedded cluster, on the configuration that the operator makes for the one in it. */

export { accountFiles } from "./account";
export type { AccountFiles, AccountRef } from "./account";
export { activeTargets, loadedGroups } from "./api";
export type { ActiveTarget, LoadedGroup } from "./api";
export { parseConfiguration, readOperatorFiles, RULES_FOLDER } from "./configuration";
export type { OperatorFiles, PrometheusConfiguration, PrometheusRef } from "./configuration";
export { startPrometheus, stopPrometheus } from "./start";
export type { RunningPrometheus } from "./start";
export { translate } from "./translate";
export type { RelabelRule, Surroundings } from "./translate";
