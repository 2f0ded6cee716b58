import { STATE } from "../queries/kubernetes";
import * as prometheus from "../queries/prometheus";
import type { Annotation } from "./spec";

/** Alerts while they fire. */
export function firingAlerts(matchers = ""): Annotation {
  return {
    name: "Firing alerts",
    expr: prometheus.firingAlerts(matchers),
    color: "red",
    title: "{{alertname}}",
    text: "{{severity}} {{namespace}} {{job}} {{instance}}",
  };
}

/** Changes of Deployments in the chosen namespaces: a new version, and also a changed number of replicas. */
export const deployments: Annotation = {
  name: "Deployments",
  expr: `max by (namespace, deployment) (changes(kube_deployment_status_observed_generation{${STATE},namespace=~"$namespace"}[2m])) > 0`,
  color: "blue",
  title: "{{deployment}} changed",
  text: "{{namespace}}",
};
