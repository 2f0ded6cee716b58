/** Names of stacks, as Pulumi takes them wherever it asks for one. */

/** A stack, and what its name says besides. */
export interface StackName {
  /** The stack's own name, which its file is called after. */
  readonly stack: string;
  /** `acme` in `acme/monitoring/staging`. */
  readonly organization?: string;
  /** `monitoring` in `acme/monitoring/staging`. */
  readonly project?: string;
}

/**
 * Letters, digits, dashes, underscores and dots, at most a hundred.
 * https://www.pulumi.com/docs/iac/concepts/stacks/#create-stack; `ParseStackName` in sdk/go/common/tokens/stack_name.go.
 */
const NAME = /^[A-Za-z0-9_.-]{1,100}$/;

/**
 * Reads `stack`, `organization/stack` and `organization/project/stack`.
 *
 * @param project the project whose stacks these are: a stack of another one is none of them.
 * @throws Error with a sentence on the name.
 */
export function parseStackName(name: string, project: string): StackName {
  const parts = name.split("/");
  const stack = parts.at(-1) ?? "";
  const [organization, named] = parts.slice(0, -1);
  if (parts.length > 3 || !parts.every((part) => NAME.test(part)) || organization?.includes(".") === true) {
    throw new Error(
      `--stack ${JSON.stringify(name)} is no name of a stack; it must be staging, acme/staging or acme/${project}/staging, of letters, digits, "-" and "_", and but for the organization ".", at most 100 each.`,
    );
  }
  if (named !== undefined && named !== project)
    throw new Error(
      `--stack ${name} is a stack of the project ${named}; it must be one of ${project}: ${project}/${stack} behind the organization, or ${stack} alone.`,
    );
  return {
    stack,
    ...(organization === undefined ? {} : { organization }),
    ...(named === undefined ? {} : { project: named }),
  };
}
