/** An Ingress: who answers it, for which hosts, and by which certificate. */
import { at, isBlank, isHidden, items, shown } from "../input/known";
import { inside, type KubernetesObject } from "../input/object";
import { CLASS_ANNOTATION, checkClass } from "./controllers";
import { checkHosts } from "./hosts";
import { checkAnnotations } from "./nginx-annotations";

/** What is wrong with an Ingress. A patch is judged by what it names. */
export function checkIngress(object: KubernetesObject): string[] {
  const spec = at(object.body, "spec");
  const annotations = at(object.body, "metadata", "annotations");
  const place = inside(object, "metadata.annotations");
  if (isHidden(spec)) return [`${inside(object, "spec")} is ${shown(spec)}.`, ...checkAnnotations(annotations, place)];
  return [...checkClassOf(object, annotations), ...checkRules(object, spec), ...checkAnnotations(annotations, place)];
}

function checkClassOf(object: KubernetesObject, annotations: unknown): string[] {
  const name = at(object.body, "spec", "ingressClassName");
  const isElsewhere = object.isPatch || isHidden(annotations) || !isBlank(at(annotations, CLASS_ANNOTATION));
  // The annotation is judged with the others.
  if (isBlank(name) && isElsewhere) return [];
  return [checkClass(name, inside(object, "spec.ingressClassName")) ?? []].flat();
}

function checkRules(object: KubernetesObject, spec: unknown): string[] {
  const rules = at(spec, "rules");
  const tls = at(spec, "tls");
  const path = inside(object, "spec.tls");
  if (isHidden(rules)) return [`${inside(object, "spec.rules")} is ${shown(rules)}.`];
  const hosts = items(rules).map(([, rule]) => at(rule, "host"));
  // `backend` is what `defaultBackend` was called before networking.k8s.io/v1.
  const isForAll = !isBlank(at(spec, "defaultBackend")) || !isBlank(at(spec, "backend"));
  const all = isForAll ? [...hosts, undefined] : hosts;
  if (object.isPatch && tls !== undefined && all.length === 0)
    return [`${path} is changed by a patch that does not name the rules; only one with both can be judged.`];
  return checkHosts(all, tls, path);
}
