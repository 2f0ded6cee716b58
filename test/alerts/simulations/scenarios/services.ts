/** Days of the services. */
import { all, gone, set, type Labels, type Simulation, type Target } from "../../../synthetic-cluster/simulation";
import { healthyDay, production } from "../../../synthetic-cluster/targets";
import { HOUR } from "../../../synthetic-cluster/time";
import { WORKING_HOURS, type Scenario } from "./scenario";

/** All of them. */
export const serviceScenarios: readonly Scenario[] = [
  { name: "two Services find every pod", simulation: foundTwice, span: WORKING_HOURS },
  {
    name: "a service is scaled to zero",
    simulation: scaledToZero,
    span: WORKING_HOURS,
    fires: ["ServiceScaledToZero"],
  },
];

const names = (): readonly string[] => production().config.services.map(({ name }) => name);

/** Beside the ClusterIP Service of each service there is a headless one with the same labels. */
function foundTwice(): Simulation {
  const { targets, ...day } = healthyDay();
  const services = names();
  const again = targets.filter(({ labels }) => services.includes(labels["job"] ?? "")).map(byHeadlessService);
  return { ...day, targets: [...targets, ...again] };
}

function byHeadlessService(target: Target): Target {
  const service = `${target.labels["service"]}-headless`;
  const renamed = (labels: Labels): Labels => ({ ...labels, service });
  return {
    ...target,
    labels: renamed(target.labels),
    series: target.series.map((one) => ({ ...one, labels: renamed(one.labels) })),
  };
}

/** The first service's Deployment asks for no replicas from ten on, and its pods go. */
function scaledToZero(): Simulation {
  const job = names()[0] ?? "";
  return all(
    gone({ job }, 10 * HOUR),
    set("kube_deployment_spec_replicas", { deployment: job }, 0, [10 * HOUR, Infinity]),
  )(healthyDay());
}
