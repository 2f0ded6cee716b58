/** The chart's values for Alertmanager. */
import type { ChartValues } from "../../../chart-values/generated/values";
import type { Config } from "../../../config/schema";
import { grafanaAddress } from "../addresses";
import { alertmanagerConfig, messageTemplates } from "../alertmanager";
import { addressSecrets } from "../alertmanager/receivers";
import { disruptionBudget, podAntiAffinity } from "./replicas";
import { volumeClaim } from "./volume";

/**
 * How long an Alertmanager that starts only listens: as long as Prometheus takes until it has told it of every alert that
 * fires (`--rules.alert.resend-delay`, a minute by default). Otherwise it notifies what is inhibited by an alert that it has
 * not heard of yet (https://github.com/prometheus/alertmanager/issues/2229).
 */
export const START_DELAY = { name: "dispatch.start-delay", value: "1m" } as const;

/** Values under `alertmanager`: its routing, its messages, its volume and the Secrets with the addresses that it posts to. */
export function alertmanagerValues(input: Pick<Config, "alertmanager" | "grafana" | "storageClass">) {
  const { alertmanager, grafana, storageClass } = input;
  return {
    alertmanager: {
      config: alertmanagerConfig(alertmanager),
      templateFiles: messageTemplates({ grafanaUrl: grafanaAddress(grafana.host) }),
      ...disruptionBudget(alertmanager.replicas),
      alertmanagerSpec: {
        replicas: alertmanager.replicas,
        ...podAntiAffinity(alertmanager),
        storage: volumeClaim(storageClass, alertmanager.storage),
        // Mounted under /etc/alertmanager/secrets; read at each notification, so a new address needs no restart.
        secrets: addressSecrets(alertmanager),
        additionalArgs: [START_DELAY],
      },
    },
  } satisfies ChartValues;
}
