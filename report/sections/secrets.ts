/** The secrets by name, with the names of their keys; never a value. */
import { chartValueItems } from "../chart-values";
import type { Section } from "../model";
import { factsOf, type KubernetesObject, manifests, objectName, otherSettings, parsedFolder } from "../read";

/** A Kubernetes Secret; its values are masked already. A text in place of a map means that its keys are not known. */
interface Secret extends KubernetesObject {
  readonly data?: Readonly<Record<string, unknown>> | string;
  readonly stringData?: Readonly<Record<string, unknown>> | string;
}

/** A secret of AWS Secrets Manager that the program makes. */
interface AwsSecret extends KubernetesObject {
  readonly name?: string;
}

/** Type token of an {@link AwsSecret}. */
export const AWS_SECRET = "aws:secretsmanager/secret:Secret";

/** Kubernetes Secrets, secrets that the program makes in AWS, and the names that chart values refer to. */
export const secrets: Section = {
  title: "Secrets",
  noun: ["secret", "secrets"],
  items: (files) => [
    ...manifests<Secret>(files, ["Secret"]).map((secret) => ({
      key: `Secret ${objectName(secret)}`,
      name: `Secret ${objectName(secret)}`,
      facts: factsOf({ keys: keysOf(secret) }),
    })),
    ...parsedFolder<AwsSecret>(files, "manifests")
      .filter(({ type }) => type === AWS_SECRET)
      .map(({ name = "", ...rest }) => ({
        key: `AWS ${name}`,
        name: `${name} in AWS Secrets Manager`,
        facts: [otherSettings(rest)],
      })),
    ...chartValueItems(files, "secrets"),
  ],
};

function keysOf({ data = {}, stringData = {} }: Secret): readonly string[] | undefined {
  return typeof data === "string" || typeof stringData === "string"
    ? undefined
    : Object.keys({ ...data, ...stringData }).sort();
}
