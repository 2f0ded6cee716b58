/** Every row of the table, in the order of the story. */
import type { Config } from "../../config/schema";
import type { Criterion } from "../row";
import { alertsFire } from "./alerts";
import { requestsAreCorrelated } from "./correlation";
import { dashboardsHaveData } from "./dashboards";
import { grafanaIsReached } from "./grafana";
import { samplesAreClose } from "./intervals";
import { nodesAreMeasured } from "./nodes";
import { messagesArrive } from "./notifications";
import { objectivesAreWatched } from "./objectives";
import { prometheusRuns } from "./prometheus";
import { cachesAreMeasured, databasesAreMeasured } from "./servers";
import { servicesAreMeasured } from "./services";

/** The seventeen rows of a stack. */
export function criteriaOf({ services }: Config): readonly Criterion[] {
  return [
    prometheusRuns,
    nodesAreMeasured,
    servicesAreMeasured("AC3", services),
    databasesAreMeasured,
    cachesAreMeasured,
    ...dashboardsHaveData,
    ...alertsFire,
    grafanaIsReached,
    messagesArrive,
    requestsAreCorrelated("NFR-OBS1", services),
    samplesAreClose("NFR-OBS3"),
    objectivesAreWatched("NFR-R4", services),
  ];
}

/**
 * The rows of one service.
 *
 * @throws Error with the known names where the stack does not list it.
 */
export function criteriaOfService({ services }: Config, name: string): readonly Criterion[] {
  const some = services.filter((service) => service.name === name);
  if (some.length === 0) {
    const known = services.map((service) => service.name).join(", ");
    throw new Error(
      `The stack lists no service ${name} under monitoring:services; it lists ${known === "" ? "none" : known}. Add it there and deploy the stack (docs/recipes.md).`,
    );
  }
  return [
    servicesAreMeasured("AC3", some),
    requestsAreCorrelated("NFR-OBS1", some),
    samplesAreClose("NFR-OBS3", [name]),
    objectivesAreWatched("NFR-R4", some),
  ];
}
