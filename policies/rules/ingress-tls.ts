import { at } from "../input/known";
import { groupOf, inside, type KubernetesObject } from "../input/object";
import { objectsOf } from "../input/objects";
import { helmInputs } from "../input/releases";
import { checkIngress } from "../published/ingress";
import { checkRoute } from "../published/routes";
import { checkService } from "../published/services";
import { checkValues } from "../published/values";
import type { ResourceRule } from "../rule";

/** Whatever can be reached from outside the cluster uses TLS. */
export const ingressTls: ResourceRule = {
  name: "ingress-tls",
  level: "mandatory",
  description: "What is published has TLS for each of its hosts, by a controller that is known: ingress-nginx.",
  reason: "Passwords and metrics would cross the network in plain text.",
  remedy:
    "Publish Grafana by monitoring:grafana.ingress or monitoring:grafana.httpRoute alone, and reach the rest by port-forward.",
  limits: {},
  evaluate: (resource) => [...objectsOf(resource).flatMap(checkObject), ...helmInputs(resource).flatMap(checkValues)],
};

function checkObject(object: KubernetesObject): string[] {
  if (object.kind === "Ingress" && INGRESS_GROUPS.includes(groupOf(object))) return checkIngress(object);
  if (object.kind === "Service" && groupOf(object) === "")
    return checkService(at(object.body, "spec"), inside(object, "spec"));
  return checkRoute(object);
}

/** The group of today, and the one of old. */
const INGRESS_GROUPS: readonly string[] = ["networking.k8s.io", "extensions"];
