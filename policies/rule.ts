/** What a rule of the pack is. */

/** A resource as rules see it: after the provider's check, before anything is done. */
export interface Resource {
  /** Pulumi's type token, such as `kubernetes:helm.sh/v3:Release`. */
  readonly type: string;
  readonly urn: string;
  /** Inputs, in which `UNKNOWN` stands for what is known only after the deployment, and `SECRET` for each Pulumi secret. */
  readonly props: unknown;
  /** Paths of the inputs that are Pulumi secrets, such as `values.grafana.adminPassword`; only for a rule that asks for them. */
  readonly secretPaths: readonly string[];
}

/** A number that the pack's configuration may set, within the bounds that stand here. */
export interface Limit {
  readonly description: string;
  readonly default: number;
  readonly minimum: number;
  /** Where the user has set the limit, its default is the most that is allowed: configuration can only lower it. */
  readonly maximum?: number;
}

/** What all rules have, in this order. */
interface RuleText<Name extends string> {
  /** Name in the output and in the pack's configuration; the name of its file. */
  readonly name: string;
  /** mandatory: the deployment stops before anything is done; advisory: it is said. */
  readonly level: "mandatory" | "advisory";
  /** What has to be so, as a sentence. */
  readonly description: string;
  /** Why, as a sentence. */
  readonly reason: string;
  /** What to do where it is not so, as a sentence. */
  readonly remedy: string;
  readonly limits: Readonly<Record<Name, Limit>>;
}

/** A rule on each resource by itself. */
export interface ResourceRule<Name extends string = never> extends RuleText<Name> {
  /** Whether the rule has to know which inputs are Pulumi secrets. */
  readonly asksForSecrets?: true;
  /** What is wrong with a resource: a sentence each, with path and value, never with the value of a secret. */
  evaluate(resource: Resource, limits: Readonly<Record<Name, number>>): string[];
}

/** A rule on the stack as a whole. */
export interface StackRule<Name extends string = never> extends RuleText<Name> {
  /** What is wrong with the stack, a sentence each. */
  evaluateStack(resources: readonly Resource[], limits: Readonly<Record<Name, number>>): string[];
}

/** Any rule. */
export type Rule = ResourceRule<string> | StackRule<string>;
