/**
 * What is wrong with the keys that decide which cluster is deployed to and which secrets are read.
 *
 * Pulumi gives them to the providers unchecked: one that is missing or misspelt leaves the choice to the kubeconfig and the
 * environment in which the program runs. Values are not repeated, since some of these keys hold
 * credentials; what looks like a region is.
 */
import { distance } from "fastest-levenshtein";
import { ENCRYPTED } from "./encrypted";
import { awsRegion } from "./fields/grammar";
import type { RawConfig } from "./raw";
import { nearest } from "../common/nearest";
import type { Problem } from "./fields/problem";
import { providers, type ProviderKeys } from "./provider-keys";
import type { Config } from "./schema";
import { secretUses } from "./secret-uses";
import { CONFIG_PREFIX } from "./fields/spelling";

/** The region whose secrets are read. */
export const REGION_KEY = "aws:region";

/** The kubeconfig context that a stack is deployed to. */
export const CONTEXT_KEY = "kubernetes:context";

const KUBECONFIG_KEY = "kubernetes:kubeconfig";

/** Whether a key says nothing: a value left empty in YAML arrives as an empty text, or as JSON's null. */
export function isBlank(text: string | undefined): boolean {
  return text === undefined || /^\s*(null)?\s*$/.test(text);
}

/** Unknown keys, slips of a prefix, and what is missing besides. */
export function providerProblems(raw: RawConfig): readonly Problem[] {
  const slips = Object.keys(raw).flatMap((key) => [...prefixSlip(key), ...unknownName(key)]);
  // One sentence is enough for a key that is missing because it is misspelt.
  const meant = slips.flatMap(({ keys: [, ...others] }) => others);
  return [
    ...slips,
    ...[...wrongRegion(raw), ...missingContext(raw)].filter(({ keys }) => !keys.some((key) => meant.includes(key))),
  ];
}

/** AWS looks for an ARN in its own region only, and the program in one region: elsewhere a secret is found by nobody. */
export function secretsElsewhere(config: Config, raw: RawConfig): readonly Problem[] {
  const region = raw[REGION_KEY];
  if (!awsRegion.safeParse(region).success) return [];
  return secretUses(config).flatMap(({ id, usedBy }) => {
    const [, , , own] = id.startsWith("arn:") ? id.split(":") : [];
    if (own === undefined || own === region) return [];
    return usedBy.map((key) => ({
      keys: [key, REGION_KEY],
      sentence: `${key} is an ARN of the region ${own}; it must be of ${REGION_KEY} (${region}), where the secrets are read.`,
    }));
  });
}

/** What is meant for a region, such as Frankfurt, eu_central_1 or eu-central-1a. */
const LIKE_A_REGION = /^\s*[a-z]{2,20}([-_ ][a-z]{1,20}){0,4}([-_ ]?\d{1,2}[a-z]?)?\s*$/i;

function wrongRegion(raw: RawConfig): readonly Problem[] {
  const region = raw[REGION_KEY];
  const must = awsRegion.safeParse(region).error?.issues[0]?.message;
  if (must === undefined) return [];
  if (region === undefined || isBlank(region)) {
    return [
      {
        keys: [REGION_KEY],
        sentence: `${REGION_KEY} is ${region === undefined ? "missing" : "empty"}; it ${must}, or the environment in which the program runs would decide where secrets are read.`,
      },
    ];
  }
  if (region === ENCRYPTED) {
    return [
      {
        keys: [REGION_KEY],
        sentence: `${REGION_KEY} is encrypted (secure:), and is no secret; write it in plain text.`,
      },
    ];
  }
  return [
    {
      keys: [REGION_KEY],
      sentence: `${REGION_KEY} ${LIKE_A_REGION.test(region) ? `is ${JSON.stringify(region)}` : "holds a value that is not shown"}; it ${must}.`,
    },
  ];
}

function missingContext(raw: RawConfig): readonly Problem[] {
  if (!isBlank(raw[CONTEXT_KEY]) || !isBlank(raw[KUBECONFIG_KEY])) return [];
  const stands = raw[CONTEXT_KEY] === undefined ? "is missing" : "is empty";
  return [
    {
      keys: [CONTEXT_KEY, KUBECONFIG_KEY],
      sentence: `${CONTEXT_KEY} ${stands}; it must be the name of a context in the kubeconfig (or ${KUBECONFIG_KEY} a kubeconfig), or the current context of the user's kubeconfig would decide which cluster is changed.`,
    },
  ];
}

function unknownName(key: string): readonly Problem[] {
  const [prefix, name] = parts(key);
  const provider = providers.get(prefix);
  if (provider === undefined || provider.names.includes(name)) return [];
  const meant = nearestName(name, provider);
  const hint = meant === undefined ? `there may be ${provider.names.join(", ")}.` : `did you mean ${prefix}:${meant}?`;
  return [
    {
      keys: meant === undefined ? [key] : [key, `${prefix}:${meant}`],
      sentence: `${key} is not a key of the ${provider.title} provider; ${hint}`,
    },
  ];
}

/** The same name in other letters, else a key that must not be missed within a longer name (`kubeContext`), else a similar name. */
function nearestName(name: string, { names, decisive }: ProviderKeys): string | undefined {
  const lower = name.toLowerCase();
  const same = names.find((known) => known.toLowerCase() === lower);
  return same ?? decisive.find((known) => lower.endsWith(known)) ?? nearest(name, names);
}

/** A key whose prefix is a slip of one that is read here: nobody else would read it. Prefixes of other packages are none. */
function prefixSlip(key: string): readonly Problem[] {
  const [prefix, name] = parts(key);
  const ours = CONFIG_PREFIX.replace(":", "");
  if (nearest(prefix, [ours]) !== undefined) return [readByNobody(key, "this project", ours, name)];
  if (providers.has(prefix)) return [];
  const [of, provider] =
    [...providers].find(
      ([known, { shortForms, neighbours }]) =>
        !neighbours.includes(prefix) && (shortForms.includes(prefix.toLowerCase()) || isSlip(prefix, known)),
    ) ?? [];
  if (of === undefined || provider === undefined) return [];
  return [
    readByNobody(
      key,
      `the ${provider.title} provider`,
      of,
      provider.names.includes(name) ? name : (nearestName(name, provider) ?? name),
    ),
  ];
}

function readByNobody(key: string, whose: string, prefix: string, name: string): Problem {
  const meant = `${prefix}:${name}`;
  return {
    keys: [key, meant],
    sentence: `${key} is not used; the keys of ${whose} begin with ${prefix}:, so did you mean ${meant}?`,
  };
}

/** One slip for every three letters, at least one; letters in another order are one as well. */
function isSlip(prefix: string, of: string): boolean {
  const lower = prefix.toLowerCase();
  if (lower.startsWith(`${of}-`)) return false;
  return distance(lower, of) <= Math.max(1, Math.floor(of.length / 3)) || sorted(lower) === sorted(of);
}

function sorted(text: string): string {
  return [...text].sort().join("");
}

function parts(key: string): readonly [prefix: string, name: string] {
  const colon = key.indexOf(":");
  return [key.slice(0, Math.max(colon, 0)), key.slice(colon + 1)];
}
