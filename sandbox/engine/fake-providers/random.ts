/** Fake random provider: `random.RandomPassword`, the one resource that this project uses. */
import { type PasswordSettings, randomPassword } from "./password";
import { serve, type FakeProvider } from "./server";
import { diff, plain, type Properties, resourceType, secret } from "./wire";

const RANDOM_PASSWORD = "random:index/randomPassword:RandomPassword";

/** Every setting makes a new password when it changes, as in the real provider. */
const SETTINGS = [
  "length",
  "lower",
  "upper",
  "numeric",
  "number",
  "special",
  "overrideSpecial",
  "minLower",
  "minUpper",
  "minNumeric",
  "minSpecial",
  "keepers",
];

function settings(inputs: Properties): PasswordSettings {
  const values = Object.fromEntries(SETTINGS.map((name) => [name, plain(inputs[name])]));
  return { ...values, length: Number(values["length"]) };
}

const provider: FakeProvider = {
  // renovate: datasource=npm depName=@pulumi/random
  version: "4.21.2",
  check: async (urn, _olds, news) => {
    if (resourceType(urn) !== RANDOM_PASSWORD)
      throw new Error(
        `The sandbox's fake random provider has no resource ${resourceType(urn)}; it knows ${RANDOM_PASSWORD}.`,
      );
    const length = plain(news.length);
    const usable = typeof length === "number" && Number.isInteger(length) && length >= 1;
    return usable
      ? { inputs: news }
      : {
          inputs: news,
          failures: [{ property: "length", reason: `is ${String(length)}, but must be a whole number of at least 1` }],
        };
  },
  diff: async (_id, _urn, olds, news) => diff(olds, news, SETTINGS, SETTINGS),
  create: async (_urn, inputs) => ({
    id: "none",
    outs: { ...inputs, result: secret(randomPassword(settings(inputs))) },
  }),
  // Nothing outside the state knows a random value: it is what the state says.
  read: async (id, _urn, state) => ({ id, props: state }),
};

serve(provider);
