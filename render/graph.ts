/** The resources that the program declares, without an engine, a cluster or a cloud. */
import { output } from "@pulumi/pulumi";
import { setAllConfig } from "@pulumi/pulumi/runtime/config";
import { MockMonitor, setMocks } from "@pulumi/pulumi/runtime/mocks";
import { disconnect, setMockOptions } from "@pulumi/pulumi/runtime/settings";
import { runInPulumiStack } from "@pulumi/pulumi/runtime/stack";
import type { RawConfig } from "../config/raw";
import { MASK } from "../secrets/mask";
import { PLACEHOLDER_VERSION, placeholderSecret } from "./placeholders";

/** The marks that Pulumi puts around a secret value on its way to the engine (its wire protocol). */
const SIGNATURE_KEY = "4dabf18193072939515e22adb298388d";
const SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270";

/** One resource as the program registers it. */
export interface DeclaredResource {
  /** Type token: `kubernetes:core/v1:Secret`. */
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly parent: string;
  readonly custom: boolean;
  /** Inputs, with {@link MASK} for every secret. */
  readonly inputs: Record<string, unknown>;
  readonly dependencies: readonly string[];
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  readonly deleteBeforeReplace: boolean;
}

/** Everything a stack declares. */
export interface Graph {
  readonly resources: readonly DeclaredResource[];
  readonly outputs: Record<string, unknown>;
}

/** The parts of the engine's registration request that are kept. */
interface RegisterRequest {
  getType(): string;
  getName(): string;
  getParent(): string;
  getCustom(): boolean;
  getObject(): { toJavaScript(): Record<string, unknown> } | undefined;
  getDependenciesList(): string[];
  getProtect(): boolean;
  getRetainondelete(): boolean;
  getDeletebeforereplace(): boolean;
}

/** Answers the program as an engine would, and keeps what it registers. */
class RecordingMonitor extends MockMonitor {
  readonly declared: DeclaredResource[] = [];

  override async registerResource(
    request: RegisterRequest,
    callback: (error: unknown, response: { getUrn(): string } | undefined) => void,
  ): Promise<void> {
    await super.registerResource(request, (error: unknown, response: { getUrn(): string } | undefined) => {
      if (response !== undefined) this.declared.push(describe(request, response.getUrn()));
      callback(error, response);
    });
  }
}

function describe(request: RegisterRequest, urn: string): DeclaredResource {
  return {
    type: request.getType(),
    name: request.getName(),
    urn,
    parent: request.getParent(),
    custom: request.getCustom(),
    inputs: masked(request.getObject()?.toJavaScript() ?? {}) as Record<string, unknown>,
    dependencies: [...request.getDependenciesList()].sort(),
    protect: request.getProtect(),
    retainOnDelete: request.getRetainondelete(),
    deleteBeforeReplace: request.getDeletebeforereplace(),
  };
}

/** Replaces every secret, however deep, by {@link MASK}; the keys of a secret map stay. */
export function masked(value: unknown, secret = false): unknown {
  if (Array.isArray(value)) return value.map((item) => masked(item, secret));
  if (typeof value !== "object" || value === null) return secret ? MASK : value;
  const fields = value as Record<string, unknown>;
  if (fields[SIGNATURE_KEY] === SECRET_SIGNATURE) return masked(fields["value"], true);
  return Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, masked(field, secret)]));
}

/**
 * Runs the program for one stack and returns what it declares, sorted by URN.
 *
 * A program can be run once in a process, since its modules are loaded once.
 *
 * @param program loads the program; called when the runtime is ready.
 */
export async function collectGraph(
  project: string,
  stack: string,
  config: RawConfig,
  program: () => Promise<Record<string, unknown>>,
): Promise<Graph> {
  setAllConfig({ ...config });
  const mocks = mocksFor(config);
  const monitor = new RecordingMonitor(mocks);
  await setMocks(mocks, project, stack, false, "organization");
  setMockOptions(monitor, project, stack, false, "organization");

  let declared: Record<string, unknown> = {};
  let failure: { readonly error: unknown } | undefined;
  await runInPulumiStack(async () => {
    // Thrown here, an error would also be one of the stack's own promise, which nobody waits for.
    declared = await program().catch((error: unknown) => {
      failure = { error };
      return {};
    });
    return declared;
  });
  await disconnect();
  if (failure !== undefined) throw failure.error;
  const outputs = await new Promise<Record<string, unknown>>(
    (resolve) => void output(declared).apply((value) => resolve(value)),
  );
  return { resources: [...monitor.declared].sort((a, b) => (a.urn < b.urn ? -1 : 1)), outputs };
}

function mocksFor(config: RawConfig) {
  return {
    call: ({ token, inputs }: { token: string; inputs: { secretId?: string } }) => {
      if (token !== "aws:secretsmanager/getSecretVersion:getSecretVersion")
        throw new Error(`render has no mock of the call ${token}; add one in render/graph.ts.`);
      return {
        secretId: inputs.secretId,
        versionId: PLACEHOLDER_VERSION,
        secretString: placeholderSecret(config, inputs.secretId ?? ""),
      };
    },
    newResource: ({ type, name, inputs }: { type: string; name: string; inputs: Record<string, unknown> }) => ({
      id: `${name}-id`,
      state: type === "random:index/randomPassword:RandomPassword" ? { ...inputs, result: "placeholder" } : inputs,
    }),
  };
}
