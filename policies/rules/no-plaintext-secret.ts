import { secretIn } from "../../secrets/find";
import { type Leaf, leavesOf, secretKeys } from "../../secrets/leaves";
import { shown, UNKNOWN } from "../input/known";
import { RELEASE_TYPE } from "../input/objects";
import type { ResourceRule } from "../rule";

/** Secrets stand in Kubernetes Secrets, and nowhere else. */
export const noPlaintextSecret: ResourceRule = {
  name: "no-plaintext-secret",
  level: "mandatory",
  asksForSecrets: true,
  description: "No value outside a Kubernetes Secret holds a password, token, key or webhook address.",
  reason:
    "Helm keeps every value of a release readable in the cluster, and ConfigMaps, arguments and annotations are read by many.",
  remedy:
    "Keep it in AWS Secrets Manager and refer to a Kubernetes Secret: existingSecret, secretKeyRef, a file, or $__env{NAME}.",
  limits: {},
  evaluate: (resource) => {
    if (!resource.type.startsWith("kubernetes:") || resource.type === SECRET_TYPE) return [];
    const marked = resource.secretPaths.map(
      (path) =>
        `${path} is a Pulumi secret (not shown); ${resource.type === RELEASE_TYPE ? "Helm would store it readable" : "it would be readable"}.`,
    );
    const isMarked = (path: string) =>
      resource.secretPaths.some(
        (secret) => path === secret || path.startsWith(`${secret}.`) || path.startsWith(`${secret}[`),
      );
    const plain = leavesOf(resource.props)
      .filter(({ path }) => !isMarked(path))
      .flatMap((leaf) => checkLeaf(leaf) ?? []);
    return [
      ...marked,
      ...plain,
      ...secretKeys(resource.props).map((path) => plainText(path === "" ? "a key" : path, "a secret as a key")),
    ];
  },
};

const SECRET_TYPE = "kubernetes:core/v1:Secret";

/** What is wrong with a value; undefined where nothing is. The value itself is never shown. */
function checkLeaf(leaf: Leaf): string | undefined {
  if (leaf.value === UNKNOWN) return leaf.isSecretPlace ? `${leaf.path} is ${shown(UNKNOWN)}.` : undefined;
  const kind = secretIn(leaf);
  return kind === undefined ? undefined : plainText(leaf.path, kind);
}

function plainText(path: string, kind: string): string {
  return `${path} holds ${kind} in plain text (not shown); only a reference is allowed.`;
}
