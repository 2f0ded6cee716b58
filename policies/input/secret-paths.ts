/** Which inputs are Pulumi secrets. */
import { Secret } from "@pulumi/policy";
import { pathOf } from "../../secrets/leaves";

/** Remembers the secrets of each resource from the pass in which the engine marks them to the pass that evaluates the rules. */
export class SecretPaths {
  readonly #byUrn = new Map<string, readonly string[]>();

  /** Notes the secrets among the inputs of a resource, and changes nothing. */
  remember(urn: string, props: object): void {
    this.#byUrn.set(urn, [...secretsIn(props, "")]);
  }

  /** Paths of the secrets of a resource. */
  of(urn: string): readonly string[] {
    return this.#byUrn.get(urn) ?? [];
  }
}

/** The inputs unwrap a secret when it is read; its property descriptor still has the mark. */
function* secretsIn(container: object, path: string): Generator<string> {
  for (const [key, { value }] of Object.entries(Object.getOwnPropertyDescriptors(container))) {
    const inner = pathOf(path, key, Array.isArray(container));
    if (value instanceof Secret) yield inner;
    else if (typeof value === "object" && value !== null) yield* secretsIn(value, inner);
  }
}
