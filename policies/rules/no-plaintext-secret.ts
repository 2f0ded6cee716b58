import { shown, UNKNOWN } from "../input/known";
import { RELEASE_TYPE } from "../input/objects";
import { leavesOf, type Leaf } from "../input/leaves";
import { secretShape } from "../input/secret-shapes";
import type { ResourceRule } from "../rule";

/** Secrets stand in Kubernetes Secrets, and nowhere else. */
export const noPlaintextSecret: ResourceRule = {
  name: "no-plaintext-secret",
  level: "mandatory",
  asksForSecrets: true,
  description: "No value outside a Kubernetes Secret holds a password, token, key or webhook address.",
  reason: "Helm keeps every value of a release readable in the cluster, and ConfigMaps, arguments and annotations are read by many.",
  remedy: "Keep it in AWS Secrets Manager and refer to a Kubernetes Secret: existingSecret, secretKeyRef, a file, or $__env{NAME}.",
  limits: {},
  judge: (resource) => {
    if (!resource.type.startsWith("kubernetes:") || resource.type === SECRET_TYPE) return [];
    const marked = resource.secretPaths.map((path) => `${path} is a Pulumi secret (not shown); ${resource.type === RELEASE_TYPE ? "Helm would store it readable" : "it would be readable"}.`);
    const isMarked = (path: string) => resource.secretPaths.some((secret) => path === secret || path.startsWith(`${secret}.`) || path.startsWith(`${secret}[`));
    return [...marked, ...leavesOf(resource.props).filter(({ path }) => !isMarked(path)).flatMap((leaf) => judgeLeaf(leaf) ?? [])];
  },
};

const SECRET_TYPE = "kubernetes:core/v1:Secret";

/** Names of settings that hold a secret. Names of files, of keys and of Kubernetes Secrets end differently. */
const SECRET_NAME = new RegExp(
  "(pass(word|wd|phrase)|token|api[-_]?key|secret_key|secret[-_]?access[-_]?key|private[-_]?key|client[-_]?secret|auth[-_]secret|credentials" +
    "|routing[-_]?key|service[-_]?key|user_key|webhook[-_]?url|slack[-_]?api[-_]?url)$", "i",
);

/** Places below which every text is a secret, since the chart makes a Secret of them. */
const SECRET_PLACES = /(^|\.)(extraSecret\.data|envRenderSecret|secureJsonData|objectStorageConfig\.secret|additionalAlertManagerConfigsSecret\.data)\./;

/** A Slack receiver's address; other receivers have public ones under the same name. */
const SLACK_ADDRESS = /slack_configs\[\d+\]\.api_url$/;

/** What takes the value from elsewhere: Grafana's expansions, and variables of the environment. */
const REFERENCE = /^(\$__(env|file|vault)\{[^}]+\}|\$\{\w+\}|\$\w+|\$\(\w+\))$/;

/** What is wrong with a value; undefined where nothing is. The value itself is never told. */
export function judgeLeaf({ path, name, value, inSecret }: Leaf): string | undefined {
  const isPlace = SECRET_NAME.test(name) || SLACK_ADDRESS.test(path) || SECRET_PLACES.test(path) || inSecret;
  if (value === UNKNOWN) return isPlace ? `${path} is ${shown(value)}.` : undefined;
  if (typeof value !== "string" || value === "" || REFERENCE.test(value)) return undefined;
  if (isPlace) return `${path} holds a secret in plain text (not shown); only a reference is allowed.`;
  const shape = secretShape(value);
  return shape === undefined ? undefined : `${path} holds ${shape} in plain text (not shown); only a reference is allowed.`;
}
