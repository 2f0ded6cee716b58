/** Previews with the real engine and the policy pack; they need no cluster, since nothing is deployed. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { readStackFile } from "../../config/stack-file";
import { preview } from "../../sandbox/engine/commands";
import { sandboxSecrets } from "../../sandbox/engine/secrets-file";
import { prepareWorkspace } from "../../sandbox/engine/workspace";
import { OWN_CHART } from "../../sandbox/session/chart-choice";
import { neededSecrets } from "../../sandbox/session/needs";
import { sandboxConfig } from "../../sandbox/session/overlay";
import { POLICY_ARGUMENTS, PROJECT_FOLDER, stackConfig } from "../../sandbox/session/session";
import { ensureTools } from "../../sandbox/tools";

type Settings = Readonly<Record<string, unknown>>;

/** Previews a stack of this project with the own chart and returns what the CLI printed. */
export async function previewStack(dir: string, stack: string, overrides: Settings = {}): Promise<string> {
  const secretsFile = join(dir, "secrets.json");
  sandboxSecrets(neededSecrets(stackConfig(stack)), { file: secretsFile });
  const config = sandboxConfig(readStackFile(PROJECT_FOLDER, stack), { path: OWN_CHART, words: "the project's own chart" });
  return run({ dir, projectDir: PROJECT_FOLDER, stack, secretsFile, stackOverrides: { ...config, ...overrides } }, POLICY_ARGUMENTS);
}

/** Previews the small program beside this file with a pack, the project's own by default. */
export function previewProgram(dir: string, config: Settings, args: readonly string[] = POLICY_ARGUMENTS): Promise<string> {
  const stackOverrides = Object.fromEntries(Object.entries(config).map(([key, value]) => [`policies-fixture:${key}`, value]));
  return run({ dir, projectDir: join(__dirname, "program"), stack: "dev", stackOverrides }, args);
}

async function run(options: Omit<Parameters<typeof prepareWorkspace>[0], "tools" | "kubeconfig">, args: readonly string[]): Promise<string> {
  const tools = await ensureTools(["pulumi", "pulumi-resource-kubernetes"], { progress: "plain" });
  return preview(prepareWorkspace({ ...options, tools, kubeconfig: nowhere(options.dir) }), { args });
}

/** A kubeconfig of an API server that nobody runs. */
function nowhere(dir: string): string {
  const file = join(dir, "kubeconfig");
  const name = "monitoring-sandbox";
  writeFileSync(file, stringify({
    apiVersion: "v1", kind: "Config", "current-context": name,
    clusters: [{ name, cluster: { server: "https://127.0.0.1:9" } }],
    users: [{ name, user: { token: "none" } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
  }));
  return file;
}
