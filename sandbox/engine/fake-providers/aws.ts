/**
 * Fake aws provider: AWS Secrets Manager on a local file.
 *
 * It implements the provider protocol, so that the program and the engine are the real ones, and knows
 * what this project uses: reading a secret, and the two resources that store one. Anything else is
 * an error that names it, so that nothing seems to work which was never tried.
 */
import { readFileSync } from "node:fs";
import {
  GET_SECRET_VERSION,
  getSecretVersion,
  type ResourceKind,
  SECRET,
  SECRET_VERSION,
  secretKind,
  secretVersionKind,
  type Vault,
} from "./secrets-manager";
import { serve, type FakeProvider } from "./server";
import { KEY_FILE_VARIABLE, SECRETS_FILE_VARIABLE } from "./store";
import { resourceType } from "./wire";

const kinds: Readonly<Record<string, ResourceKind>> = { [SECRET]: secretKind, [SECRET_VERSION]: secretVersionKind };

function kind(urn: string): ResourceKind {
  const type = resourceType(urn);
  const found = kinds[type];
  if (found === undefined)
    throw new Error(
      `The sandbox's fake aws provider has no resource ${type}; it knows ${Object.keys(kinds).join(" and ")}.`,
    );
  return found;
}

function vault(): Vault {
  return { file: variable(SECRETS_FILE_VARIABLE), key: readFileSync(variable(KEY_FILE_VARIABLE), "utf8") };
}

function variable(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set; the fake aws provider is started by the sandbox only.`);
  return value;
}

const provider: FakeProvider = {
  // renovate: datasource=npm depName=@pulumi/aws
  version: "7.48.0",
  invoke: async (token, args) => {
    if (token !== GET_SECRET_VERSION)
      throw new Error(`The sandbox's fake aws provider has no function ${token}; it knows ${GET_SECRET_VERSION}.`);
    return getSecretVersion(vault(), args);
  },
  check: async (urn, olds, news) => kind(urn).check(urn, olds, news),
  diff: async (_id, urn, olds, news) => kind(urn).diff(olds, news),
  create: async (urn, inputs) => kind(urn).create(vault(), inputs),
  read: async (id, urn, state) => kind(urn).read(vault(), id, state),
  update: async (id, urn, _olds, news) => ({ outs: kind(urn).update(vault(), id, news) }),
  delete: async (id, urn, state) => kind(urn).delete(vault(), id, state),
};

serve(provider);
