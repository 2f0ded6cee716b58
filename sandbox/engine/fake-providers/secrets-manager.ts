import { randomBytes } from "node:crypto";
import type { CheckResult, CreateResult, DiffResult, InvokeResult, ReadResult } from "@pulumi/pulumi/provider";
import { findKey, readStore, REGION, secretArn, secretString, type SecretValue, versionId, writeStore } from "./store";
import { diff, type Properties, resourceName, secret, text } from "./wire";

/** Token of the data source that reads a secret. */
export const GET_SECRET_VERSION = "aws:secretsmanager/getSecretVersion:getSecretVersion";
/** Type of a secret without its value. */
export const SECRET = "aws:secretsmanager/secret:Secret";
/** Type of a secret's value. */
export const SECRET_VERSION = "aws:secretsmanager/secretVersion:SecretVersion";

const CURRENT_STAGES = ["AWSCURRENT"];

/** Where the secrets lie. */
export interface Vault {
  readonly file: string;
  /** What the ids of versions are made with. */
  readonly key: string;
}

/** What the fake does for one type of resource. */
export interface ResourceKind {
  check(urn: string, olds: Properties, news: Properties): CheckResult;
  diff(olds: Properties, news: Properties): DiffResult;
  create(vault: Vault, inputs: Properties): CreateResult;
  read(vault: Vault, id: string, state: Properties): ReadResult;
  update(vault: Vault, id: string, news: Properties): Properties;
  delete(vault: Vault, id: string, state: Properties): void;
}

/** Reads the current version of a secret, failing as AWS does where there is none. */
export function getSecretVersion({ file, key: versionKey }: Vault, args: Properties): InvokeResult {
  const id = text(args, "secretId") ?? "";
  const stage = text(args, "versionStage") ?? "AWSCURRENT";
  if (args["versionId"] !== undefined || stage !== "AWSCURRENT") {
    return {
      failures: [
        { property: "versionStage", reason: "The sandbox keeps only the current version (AWSCURRENT) of a secret." },
      ],
    };
  }
  const store = readStore(file);
  const key = findKey(store, id);
  const value = key === undefined ? undefined : secretString(store[key] ?? null);
  if (key === undefined || value === undefined) {
    const found =
      key === undefined
        ? "can't find the specified secret"
        : "can't find the specified secret value for staging label: AWSCURRENT";
    return {
      failures: [
        {
          property: "secretId",
          reason: `ResourceNotFoundException: Secrets Manager ${found}: "${id}". The sandbox reads secrets from ${file}: add it there.`,
        },
      ],
    };
  }
  return {
    outputs: {
      id: `${id}|AWSCURRENT`,
      secretId: id,
      arn: secretArn(key),
      secretArn: secretArn(key),
      region: REGION,
      secretString: value,
      secretBinary: "",
      createdDate: "1970-01-01T00:00:00Z",
      versionId: versionId(versionKey, value),
      versionStage: stage,
      versionStages: CURRENT_STAGES,
    },
  };
}

/** `aws.secretsmanager.Secret`: a secret without a value; its ARN is the resource's id. */
export const secretKind: ResourceKind = {
  check(urn, olds, news) {
    const prefix = text(news, "namePrefix") ?? `${resourceName(urn)}-`;
    const name = text(news, "name") ?? text(olds, "name") ?? `${prefix}${randomBytes(4).toString("hex")}`;
    return { inputs: { ...news, name } };
  },
  diff: (olds, news) => diff(olds, news, ["name", "description", "kmsKeyId", "recoveryWindowInDays", "tags"], ["name"]),
  create({ file }, inputs) {
    const name = text(inputs, "name") ?? "";
    const store = readStore(file);
    const key = findKey(store, name);
    // One without a value was started by a run that was killed: its resource is created again by the next one.
    if (key !== undefined && store[key] !== null) {
      throw new Error(`ResourceExistsException: The operation failed because the secret ${name} already exists.`);
    }
    writeStore(file, { ...store, [key ?? name]: null });
    return { id: secretArn(name), outs: secretOutputs(inputs) };
  },
  read({ file }, id, state) {
    return findKey(readStore(file), id) === undefined ? {} : { id, props: state, inputs: state };
  },
  update: (_vault, _id, news) => secretOutputs(news),
  delete({ file }, id) {
    const { [findKey(readStore(file), id) ?? ""]: _deleted, ...rest } = readStore(file);
    writeStore(file, rest);
  },
};

function secretOutputs(inputs: Properties): Properties {
  return {
    ...inputs,
    arn: secretArn(text(inputs, "name") ?? ""),
    region: REGION,
    policy: "",
    replicas: [],
    tagsAll: inputs["tags"] ?? {},
  };
}

/** `aws.secretsmanager.SecretVersion`: a secret's value. */
export const secretVersionKind: ResourceKind = {
  check: (_urn, _olds, news) =>
    news["secretString"] === undefined
      ? {
          inputs: news,
          failures: [{ property: "secretString", reason: "The sandbox keeps secrets as text: give secretString." }],
        }
      : { inputs: news },
  diff: (olds, news) => diff(olds, news, ["secretId", "secretString"], ["secretId", "secretString"]),
  create({ file, key }, inputs) {
    const secretId = text(inputs, "secretId") ?? "";
    const value = text(inputs, "secretString") ?? "";
    setValue(file, secretId, value);
    const version = versionId(key, value);
    return { id: `${secretArn(secretId)}|${version}`, outs: versionOutputs(inputs, version) };
  },
  read({ file }, id, state) {
    const store = readStore(file);
    const key = findKey(store, id.split("|")[0] ?? "");
    const value = key === undefined ? undefined : secretString(store[key] ?? null);
    if (value === undefined) return {};
    const current = { ...state, secretString: secret(value) };
    return { id, props: current, inputs: { secretId: state["secretId"], secretString: secret(value) } };
  },
  update: (_vault, id, news) => versionOutputs(news, id.split("|")[1] ?? ""),
  delete({ file, key }, id) {
    const [secretId = "", version] = id.split("|");
    const store = readStore(file);
    const value = secretString(store[findKey(store, secretId) ?? ""] ?? null);
    // A replacement has put its own value there before this one is deleted.
    if (value !== undefined && versionId(key, value) === version) setValue(file, secretId, null);
  },
};

function setValue(file: string, secretId: string, value: SecretValue): void {
  const store = readStore(file);
  const key = findKey(store, secretId);
  if (key === undefined)
    throw new Error(`ResourceNotFoundException: Secrets Manager can't find the specified secret: "${secretId}".`);
  writeStore(file, { ...store, [key]: value });
}

function versionOutputs(inputs: Properties, version: string): Properties {
  const arn = secretArn(text(inputs, "secretId") ?? "");
  return {
    ...inputs,
    arn,
    secretArn: arn,
    region: REGION,
    versionId: version,
    versionStages: CURRENT_STAGES,
    hasSecretStringWo: false,
  };
}
