/** What the workloads may do: roles, bindings, service accounts, privileges. */
import { chartValueItems } from "../chart-values";
import type { Item, Section } from "../model";
import { factsOf, inWords, type KubernetesObject, manifests, objectName } from "../read";

/** Kinds that grant rights. */
export const ACCESS_KINDS = ["Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding", "ServiceAccount"];

/** One rule of a role. */
interface PolicyRule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
  readonly verbs?: readonly string[];
}

/** A role, a binding or a service account. */
interface AccessObject extends KubernetesObject {
  readonly rules?: readonly PolicyRule[];
  readonly roleRef?: { readonly kind?: string; readonly name?: string };
  readonly subjects?: readonly { readonly kind?: string; readonly namespace?: string; readonly name?: string }[];
  readonly automountServiceAccountToken?: boolean;
}

/** Objects of the program that grant rights, and chart values that do. */
export const access: Section = {
  title: "RBAC and privileges",
  noun: ["RBAC setting", "RBAC settings"],
  items: (files) => [
    ...manifests<AccessObject>(files, ACCESS_KINDS).map(accessItem),
    ...chartValueItems(files, "access"),
  ],
};

function accessItem(object: AccessObject): Item {
  const name = `${object.kind} ${objectName(object)}`;
  const { rules, roleRef, subjects, automountServiceAccountToken } = object;
  return {
    key: name,
    name,
    facts: factsOf({
      rules: rules?.map(ruleInWords).join("; "),
      role: roleRef && `${roleRef.kind} ${roleRef.name}`,
      subjects: subjects?.map(({ kind, namespace, name: subject }) =>
        [kind, [namespace, subject].filter(Boolean).join("/")].join(" "),
      ),
      ...object.metadata?.annotations,
      "token mounted": automountServiceAccountToken,
    }),
  };
}

/** `get, list on pods, services (apps)`. */
function ruleInWords({
  apiGroups = [],
  resources = [],
  resourceNames = [],
  nonResourceURLs = [],
  verbs = [],
}: PolicyRule): string {
  const groups = apiGroups.filter((group) => group !== "");
  const names = resourceNames.length === 0 ? "" : ` named ${inWords(resourceNames)}`;
  return `${inWords(verbs)} on ${inWords([...resources, ...nonResourceURLs])}${groups.length === 0 ? "" : ` (${inWords(groups)})`}${names}`;
}
