import { isHidden, shown } from "../input/known";
import { prometheusServers } from "../input/servers";
import type { Setting } from "../input/storage";
import type { ResourceRule } from "../rule";

/** Nobody can delete series over HTTP. */
export const prometheusAdminApi: ResourceRule = {
  name: "prometheus-admin-api",
  level: "mandatory",
  description: "Prometheus' admin API is off.",
  reason: "Anyone who reaches the port could delete series and take snapshots; it asks for no password.",
  remedy: "Leave enableAdminAPI out of monitoring:extraValues, or set it to false.",
  limits: {},
  evaluate: (resource) =>
    prometheusServers(resource).flatMap(({ adminApi }) => adminApi.flatMap((setting) => checkAdminApi(setting) ?? [])),
};

/** What is wrong with the switch; undefined where it is off. A flag without a value is on. */
export function checkAdminApi({ path, value }: Setting): string | undefined {
  if (value === undefined || value === null || value === false || value === "false") return undefined;
  return `${path} is ${isHidden(value) ? shown(value) : `on (${value === "" ? "--web.enable-admin-api" : shown(value)})`}; only off is allowed.`;
}
