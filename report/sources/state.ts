/** A deployed stack, out of the engine's state: as the program would have declared it. */
import { z } from "zod";
import { RELEASE_TYPE, type RenderedFiles } from "../../render/files";
import { type DeclaredResource, type Graph, masked } from "../../render/graph";
import { declaredInputs, UNKNOWN_KEYS } from "./declared-inputs";

const resourceSchema = z.object({
  urn: z.string(),
  type: z.string(),
  custom: z.boolean().default(false),
  /** An old version that a replacement has yet to delete. */
  delete: z.boolean().default(false),
  id: z.string().default(""),
  parent: z.string().default(""),
  inputs: z.record(z.string(), z.unknown()).default({}),
  outputs: z.record(z.string(), z.unknown()).default({}),
  dependencies: z.array(z.string()).default([]),
  protect: z.boolean().default(false),
  retainOnDelete: z.boolean().default(false),
});
type StateResource = z.infer<typeof resourceSchema>;

const stateSchema = z.object({ deployment: z.object({ resources: z.array(resourceSchema).default([]) }) });

/** A stack that is deployed. */
export interface DeployedStack {
  readonly stack: string;
  readonly graph: Graph;
}

/**
 * Reads what `pulumi stack export` writes. Secrets are masked, whether the file has them encrypted or not.
 *
 * @param name what the state is called in the error.
 * @throws Error where it is no exported state, or that of a stack that is not deployed.
 */
export function readState(state: unknown, name: string): DeployedStack {
  const parsed = stateSchema.safeParse(state);
  if (!parsed.success)
    throw new Error(`${name} is no exported state; write one with \`pulumi stack export --file FILE\`.`);
  const resources = parsed.data.deployment.resources.filter((resource) => !resource.delete);
  const root = resources.find(({ type }) => type === "pulumi:pulumi:Stack");
  if (root === undefined)
    throw new Error(`${name} holds no resources: the stack is not deployed, and everything would be new.`);
  const declared = resources
    .filter(({ type }) => !type.startsWith("pulumi:"))
    .map((resource) => declaredResource(resource, resources));
  return {
    // urn:pulumi:<stack>::<project>::<types>::<name>
    stack: root.urn.split(":")[2] ?? "",
    graph: { resources: declared.sort((a, b) => (a.urn < b.urn ? -1 : 1)), outputs: outputsOf(root, declared) },
  };
}

/** The outputs; the version of a chart on disk is known to a deployment only, and not to a rendering. */
function outputsOf(root: StateResource, declared: readonly DeclaredResource[]): Record<string, unknown> {
  const { chartVersion, ...outputs } = masked(root.outputs) as Record<string, unknown>;
  const release = declared.find(({ type }) => type === RELEASE_TYPE);
  return release?.inputs["version"] === undefined ? outputs : { ...outputs, chartVersion };
}

/**
 * A deployed side with the other side's keys in each Secret that both have: a state has the keys encrypted together
 * with the values, so that nothing can be said of them.
 */
export function withKeysOf(other: RenderedFiles, deployed: RenderedFiles): RenderedFiles {
  return new Map([...deployed].map(([path, text]) => [path, withKeys(other.get(path), text)]));
}

function withKeys(other: string | undefined, deployed: string): string {
  const unknown = `\nstringData: "${UNKNOWN_KEYS}"\n`;
  const known = /\nstringData:\n(?: .*\n)+/.exec(other ?? "")?.[0];
  return known === undefined ? deployed : deployed.replace(unknown, () => known);
}

function declaredResource(resource: StateResource, all: readonly StateResource[]): DeclaredResource {
  const { type, urn, parent, custom, dependencies, protect, retainOnDelete } = resource;
  const inputs = masked(resource.inputs) as Record<string, unknown>;
  return {
    type,
    name: nameOf(urn),
    urn,
    parent,
    custom,
    inputs: declaredInputs(type, inputs, renderedIds(all)),
    dependencies,
    protect,
    retainOnDelete,
    deleteBeforeReplace: false,
  };
}

/** What `render` has in place of the ids that AWS gives: its resources are never made. */
function renderedIds(resources: readonly StateResource[]): ReadonlyMap<string, string> {
  return new Map(
    resources.filter(({ type }) => type.startsWith("aws:")).map(({ id, urn }) => [id, `${nameOf(urn)}-id`]),
  );
}

function nameOf(urn: string): string {
  return urn.split("::").at(-1) ?? "";
}
