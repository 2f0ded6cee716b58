/** NFR-R4: objectives are watched in real time, on data that flow. */
import { serviceSlos } from "../../alerts/slo";
import { errors, fast } from "../../alerts/slo/recordings";
import { burnWindows, windows } from "../../alerts/slo/windows";
import type { ServiceConfig } from "../../config/schema";
import { jobs } from "../../naming";
import type { PrometheusApi } from "../prometheus/api";
import { verdictOf, type Criterion } from "../row";
import type { Sources } from "../sources";
import { declaredAlerts, ruleProblems } from "./rules";
import { plural } from "./wording";

/** Rule groups that the requirement is about. */
const GROUPS = ["qualisys-requests", "qualisys-latency"];

/** How many intervals the last evaluation may be ago. */
const INTERVALS = 2;

/** How long a missed evaluation counts. Prometheus duration. */
const RECENT = "10m";

/** The row of some of the services. */
export function objectivesAreWatched(id: string, services: readonly ServiceConfig[]): Criterion {
  return {
    id,
    title: "Objectives are watched in real time",
    asked: `Prometheus: the alerts on error budgets, the shares that they compare, the last evaluation of ${GROUPS.join(" and ")}, and missed evaluations`,
    settles: true,
    judge: async (sources) => {
      const slos = serviceSlos(services);
      const problems = await Promise.all(sources.prometheuses.map((each) => problemsIn(sources, each, services)));
      const none =
        slos.length === 0 ? ["No service has an objective that alerts watch (monitoring:services[].slo)."] : [];
      return verdictOf(
        [...none, ...problems.flat()],
        `${plural(slos.length, "objective")}, ${plural(burnWindows.length, "pair")} of windows each; no evaluation missed within ${RECENT}`,
      );
    },
  };
}

async function problemsIn(sources: Sources, prometheus: PrometheusApi, services: readonly ServiceConfig[]) {
  const [groups, objects] = await Promise.all([prometheus.ruleGroups(), sources.objects()]);
  const now = sources.now().getTime();
  const declared = declaredAlerts(sources.config).filter(({ criterion }) => criterion === "NFR-R4");
  const late = groups
    .filter(({ name }) => GROUPS.includes(name))
    .flatMap(({ name, interval, lastEvaluation }) => {
      const ago = (now - Date.parse(lastEvaluation)) / 1000;
      return ago <= INTERVALS * interval
        ? []
        : [
            `Prometheus ${prometheus.pod} evaluated ${name} ${Date.parse(lastEvaluation) > 0 ? `${ago.toFixed(0)} s ago` : "never yet"}; it has to every ${interval} s.`,
          ];
    });
  const missed = await prometheus.query(
    `sum by (rule_group) (increase(prometheus_rule_group_iterations_missed_total{job="${jobs.prometheus}"}[${RECENT}])) > 0`,
  );
  return [
    ...declared.flatMap((alert) => ruleProblems(alert, prometheus, groups, objects)),
    ...late,
    ...missed.map(
      ({ labels, value }) =>
        `Prometheus ${prometheus.pod} missed ${Math.round(value)} evaluations of ${labels["rule_group"]?.split(";").at(-1)} within ${RECENT}.`,
    ),
    ...(await shareProblems(prometheus, services)),
  ];
}

/** Shares that burn-rate alerts compare: without them, no alert could fire. */
async function shareProblems(
  prometheus: PrometheusApi,
  services: readonly ServiceConfig[],
): Promise<readonly string[]> {
  const [shortest = "5m"] = windows;
  const asked = serviceSlos(services).flatMap(({ service, withinSeconds }) => {
    const share = (withinSeconds === undefined ? errors : fast).share(shortest);
    const { namespaces = [] } = services.find(({ name }) => name === service) ?? {};
    return namespaces.map((namespace) => ({ share, service, namespace }));
  });
  const found = await Promise.all(
    asked.map(async ({ share, service, namespace }) => {
      const values = await prometheus.query(`${share}{job="${service}", namespace="${namespace}"}`);
      if (values.some(({ value }) => Number.isFinite(value))) return undefined;
      return `${share} has ${values.length === 0 ? "no value" : "no number"} for ${service} in ${namespace}: ${values.length === 0 ? "its requests are not measured" : "it has had no requests of users"}.`;
    }),
  );
  return found.filter((problem) => problem !== undefined);
}
