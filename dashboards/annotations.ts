import { jobs } from "../identity";
import type { Annotation } from "./spec";

/** Alerts while they fire; `severity="none"` belongs to the Watchdog and other plumbing. */
export function firingAlerts(matchers = ""): Annotation {
  return {
    name: "Firing alerts",
    expr: `ALERTS{${["alertstate=\"firing\"", "severity!=\"none\"", matchers].filter((part) => part !== "").join(",")}}`,
    color: "red",
    title: "{{alertname}}",
    text: "{{severity}} {{namespace}} {{job}} {{instance}}",
  };
}

/** Changes of Deployments in the chosen namespaces: a new version, and also a changed number of replicas. */
export const deployments: Annotation = {
  name: "Deployments",
  expr: `max by (namespace, deployment) (changes(kube_deployment_status_observed_generation{job="${jobs.kubeStateMetrics}",namespace=~"$namespace"}[2m])) > 0`,
  color: "blue",
  title: "{{deployment}} changed",
  text: "{{namespace}}",
};
