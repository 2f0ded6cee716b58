/** Rules as the engine's policies. */
import type { Policies, ResourceValidationArgs } from "@pulumi/policy";
import { withoutSecretsInText } from "../secrets/mask";
import { known } from "./input/known";
import { SecretPaths } from "./input/secret-paths";
import type { Resource, Rule } from "./rule";

/** Secrets by resource: they are distinguished in the engine's first pass over a resource only. */
const secretPaths = new SecretPaths();

/**
 * The policy of a rule.
 *
 * A rule that asks which inputs are secrets runs at the level `remediate`, which is reported as mandatory: only there does
 * the engine say it. Nothing is ever remedied.
 */
export function policyOf(rule: Rule): Policies[number] {
  const text = {
    name: rule.name,
    description: rule.description,
    remediationSteps: rule.remedy,
    configSchema: {
      properties: Object.fromEntries(
        Object.entries(rule.limits).map(([name, limit]) => [name, { type: "number" as const, ...limit }]),
      ),
    },
  };
  if ("evaluateStack" in rule) {
    return {
      ...text,
      enforcementLevel: rule.level,
      validateStack: (args, report) => {
        const findings = rule.evaluateStack(args.resources.map(resourceOf), limitsOf(rule, args.getConfig()));
        for (const finding of findings) report(sentences(finding, rule));
      },
    };
  }
  return {
    ...text,
    enforcementLevel: rule.level,
    ...(rule.asksForSecrets === true
      ? { enforcementLevel: "remediate", remediateResource: ({ urn, props }) => secretPaths.remember(urn, props) }
      : {}),
    validateResource: (args, report) => {
      const findings = rule.evaluate(resourceOf(args), limitsOf(rule, args.getConfig()));
      for (const finding of findings) report(sentences(finding, rule));
    },
  };
}

/** What is wrong and what to do; a secret may stand anywhere, also in a name that the finding quotes. */
function sentences(finding: string, { remedy }: Rule): string {
  return `${withoutSecretsInText(finding)} ${remedy}`;
}

/** Its inputs are copied when a rule first looks at them: most rules see by the type that a resource is none of theirs. */
function resourceOf({ type, urn, props }: Pick<ResourceValidationArgs, "type" | "urn" | "props">): Resource {
  let copy: unknown;
  const secrets = secretPaths.of(urn);
  return {
    type,
    urn,
    get props() {
      return (copy ??= known(props, secrets));
    },
    secretPaths: secrets,
  };
}

/** The limits in force: the engine hands over the configuration with the defaults filled in; without one there is none. */
function limitsOf(rule: Rule, config: object): Record<string, number> {
  const defaults = Object.entries(rule.limits).map(([name, limit]) => [name, limit.default]);
  return { ...Object.fromEntries(defaults), ...config };
}
