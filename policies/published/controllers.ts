/** The ingress controllers whose TLS can be judged. */
import { isBlank, isHidden, shown } from "../input/known";

/** ingress-nginx, by the name of its class: `nginx` alone, or as a word among others (`nginx-internal`). An AWS load balancer (`alb`) takes its listeners and certificates from annotations of its own, which no rule reads yet. */
const NGINX_CLASS = /(^|[-.])nginx($|[-.])/;

/** Annotation that named the class before `ingressClassName`; ingress-nginx still prefers it. */
export const CLASS_ANNOTATION = "kubernetes.io/ingress.class";

/** What is wrong with the class of an Ingress; undefined where its controller is known. */
export function checkClass(name: unknown, path: string): string | undefined {
  const known = "TLS is known only of ingress-nginx, whose class is nginx or has nginx as a word of its name";
  if (isBlank(name)) return `${path} is not set, so the cluster's default controller answers; ${known}.`;
  if (isHidden(name)) return `${path} is ${shown(name)}; ${known}.`;
  return typeof name === "string" && NGINX_CLASS.test(name) ? undefined : `${path} is ${shown(name)}; ${known}.`;
}
