/** What does not go together in services and in the servers that have exporters. */
import { exporterKeys, measuredServers } from "../../exporters";
import { CHART_FULLNAME, jobs, RELEASE_NAME } from "../../naming";
import { problem, type Problem } from "../fields/problem";
import type { Config } from "../schema";
import { duplicates } from "./duplicates";

/** Objects and series are distinguished by these names. */
export function targetNamedTwice(config: Config): readonly Problem[] {
  return ([...exporterKeys, "services"] as const).flatMap((list) => duplicates(list, config[list]));
}

/** Jobs of the chart's own targets that are not in {@link jobs}. */
const CHART_JOBS = ["apiserver", "coredns", "grafana", `${CHART_FULLNAME}-alertmanager`, `${CHART_FULLNAME}-operator`];

/** Rules and dashboards would take the service's series for the exporter's. */
export function serviceNamedAsAJob({ services }: Config): readonly Problem[] {
  const taken: readonly string[] = [...Object.values(jobs), ...CHART_JOBS];
  return services.flatMap(({ name }, index) =>
    taken.includes(name)
      ? [
          problem(
            [`services[${index}].name`],
            ([key]) =>
              `${key} is "${name}", the job of an exporter or of a part of the chart; it must be another name.`,
          ),
        ]
      : [],
  );
}

/** A service's ServiceMonitor has the service's name; those of the exporters and of the chart lie beside it. */
export function serviceNamedAsAnObject(config: Config): readonly Problem[] {
  const servers = measuredServers(config);
  return config.services.flatMap(({ name }, index) => {
    const path = `services[${index}].name`;
    const exporter = servers.find(({ objectName }) => objectName === name);
    if (exporter !== undefined)
      return [
        problem(
          [path, `${exporter.path}.name`],
          ([key, owner]) =>
            `${key} is "${name}", the name of the exporter's objects for ${owner}; it must be another name.`,
        ),
      ];
    if (!name.startsWith(`${RELEASE_NAME}-`)) return [];
    return [
      problem(
        [path],
        ([key]) =>
          `${key} is "${name}"; it must not begin with ${RELEASE_NAME}-, as the names of the chart's objects do.`,
      ),
    ];
  });
}

/** The job label is taken from the label of the Service that carries the service's name. */
export function selectorWithoutName({ services }: Config): readonly Problem[] {
  return services.flatMap(({ name, selector }, index) => {
    if (selector === undefined || Object.values(selector).includes(name)) return [];
    return [
      problem(
        [`services[${index}].selector`, `services[${index}].name`],
        ([key, of]) =>
          `${key} is ${JSON.stringify(selector)}; one of its labels must have the value of ${of}, "${name}", since it becomes the job label.`,
      ),
    ];
  });
}

/** What does not go together in one server, as its kind of exporter says. */
export function unusableServer(config: Config): readonly Problem[] {
  return measuredServers(config).flatMap(({ problems }) => problems());
}
