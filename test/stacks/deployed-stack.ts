/** A stack that is deployed for the tests: the real engine, API server and operator, in a folder of its own. */
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { KubeConfig } from "@kubernetes/client-node";
import type { Config } from "../../config/schema";
import { kubeConfigOf } from "../../sandbox/cluster";
import { down } from "../../sandbox/session/down";
import { secretFixtures } from "../../sandbox/session/fixtures";
import { stackConfig } from "../../sandbox/session/session";
import { up, type Deployed, type UpOptions } from "../../sandbox/session/up";

/** What the checks of a stack work with. */
export interface DeployedStack {
  readonly stack: string;
  readonly config: Config;
  /** Folder of the sandbox. */
  readonly dir: string;
  readonly deployed: Deployed;
  readonly kube: KubeConfig;
  /** Everything that `up` printed. */
  readonly log: string[];
  /** The value of every secret, by a name for messages; each is found nowhere else by chance. */
  readonly canaries: Readonly<Record<string, string>>;
  /** File with the secrets, as given to `up`. */
  readonly secretsFile: string;
}

/**
 * Deploys a stack with the project's own chart into a new folder.
 *
 * @param variants configurations that the stack will have later; their secrets are there from the beginning.
 */
export async function deployStack(
  stack: string,
  options: Partial<UpOptions> = {},
  variants: readonly Config[] = [],
): Promise<DeployedStack> {
  const folder = mkdtempSync(join(tmpdir(), `stack-${stack}-`));
  const dir = join(folder, "sandbox");
  const config = stackConfig(stack);
  const { store, canaries } = canarySecrets([config, ...variants]);
  const secretsFile = join(folder, "secrets.json");
  writeFileSync(secretsFile, JSON.stringify(store));
  const log: string[] = [];
  try {
    const deployed = await up({ stack, chart: "own", dir, secretsFile, log: (line) => log.push(line), ...options });
    return { stack, config, dir, deployed, kube: kubeConfigOf(deployed.cluster), log, canaries, secretsFile };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** Takes it down again and removes its folder. */
export async function removeStack(stack: DeployedStack | undefined): Promise<void> {
  if (stack === undefined) return;
  await down({ dir: stack.dir, log: () => undefined });
  rmSync(join(stack.dir, ".."), { recursive: true, force: true });
}

/** A store with one distinct canary for each secret value that a stack with one of the configurations reads. */
function canarySecrets(configs: readonly Config[]): {
  store: Record<string, unknown>;
  canaries: Record<string, string>;
} {
  const canaries: Record<string, string> = {};
  const canary = (name: string, webhook: boolean) => {
    // Characters that have to be escaped in URLs are part of it; a user's name takes fewer.
    const secret = / user(name)?$/.test(name)
      ? `canary-${randomBytes(12).toString("hex")}@+&`
      : `canary ${randomBytes(12).toString("hex")}/+&`;
    const value = webhook ? `http://127.0.0.1:9/canary/${randomBytes(12).toString("hex")}` : secret;
    canaries[name] = value;
    return value;
  };
  const needed = new Map(configs.flatMap(secretFixtures).map((secret) => [secret.id, secret]));
  const entries = [...needed.values()].map(({ id, kind, keys = [], values, fixed }) => {
    const webhook = values === "webhook";
    if (kind === "text") return [id, canary(id, webhook)] as const;
    return [
      id,
      { ...Object.fromEntries(keys.map((key) => [key, canary(`${id} ${key}`, webhook)])), ...fixed },
    ] as const;
  });
  return { store: Object.fromEntries(entries), canaries };
}
