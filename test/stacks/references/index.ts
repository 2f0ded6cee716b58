/**
 * Resolves every reference between the objects of a cluster. A simulated node makes any pod Ready; on a real one
 * a Secret without the key, a claim without a volume or a port without a name keeps it from starting or being found.
 */
import { objectsOf, type Snapshot } from "../snapshot";
import { podProblems, podSources } from "./pods";
import { ingressProblems, monitorProblems, routeProblems, serviceProblems } from "./services";

/** Every reference that leads nowhere, one sentence each that names the object and what it refers to. */
export function brokenReferences(objects: Snapshot): string[] {
  return [
    ...podSources(objects).flatMap((pod) => podProblems(objects, pod)),
    ...objectsOf(objects, "Service").flatMap((service) => serviceProblems(objects, service)),
    ...objectsOf(objects, "ServiceMonitor").flatMap((monitor) => monitorProblems(objects, monitor)),
    ...objectsOf(objects, "Ingress").flatMap((ingress) => ingressProblems(objects, ingress)),
    ...objectsOf(objects, "HTTPRoute").flatMap((route) => routeProblems(objects, route)),
  ];
}
