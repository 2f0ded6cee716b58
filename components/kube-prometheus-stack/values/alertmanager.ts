/** The chart's values for Alertmanager. */
import type { ChartValues } from "../../../chart/values";
import type { Config } from "../../../config/schema";
import { slackSecret } from "../../credentials/names";
import { alertmanagerConfig } from "../alertmanager-config";
import { disruptionBudget, podAntiAffinity } from "./replicas";
import { volumeClaim } from "./volume";

/** Values under `alertmanager`: its routing, its volume and the Secret with Slack's addresses. */
export function alertmanagerValues(input: Pick<Config, "alertmanager" | "storageClass">) {
  const { alertmanager, storageClass } = input;
  return {
    alertmanager: {
      config: alertmanagerConfig(alertmanager.slack),
      ...disruptionBudget(alertmanager.replicas),
      alertmanagerSpec: {
        replicas: alertmanager.replicas,
        ...podAntiAffinity(alertmanager),
        storage: volumeClaim(storageClass, alertmanager.storage),
        // Mounted under /etc/alertmanager/secrets; read at each notification, so a new address needs no restart.
        secrets: [slackSecret.name],
      },
    },
  } satisfies ChartValues;
}
