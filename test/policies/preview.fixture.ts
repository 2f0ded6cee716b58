/** Previews with the real engine and the policy pack; they need no cluster, since nothing is deployed. */
import { join } from "node:path";
import { preview } from "../../sandbox/engine/commands";
import { offlineStack, offlineWorkspace } from "../../sandbox/session/offline";
import { POLICY_ARGUMENTS } from "../../sandbox/session/session";
import { ensureTools } from "../../sandbox/tools";

type Settings = Readonly<Record<string, unknown>>;

const engineTools = () => ensureTools(["pulumi", "pulumi-resource-kubernetes"], { progress: "plain" });

/** Previews a stack of this project and returns what the CLI printed. */
export async function previewStack(dir: string, stack: string, overrides: Settings = {}): Promise<string> {
  return preview(offlineStack(stack, { dir, tools: await engineTools(), overrides }), { args: POLICY_ARGUMENTS });
}

/** Previews the small program beside this file with a pack, the project's own by default. */
export async function previewProgram(
  dir: string,
  config: Settings,
  args: readonly string[] = POLICY_ARGUMENTS,
): Promise<string> {
  const overrides = Object.fromEntries(
    Object.entries(config).map(([key, value]) => [`policies-fixture:${key}`, value]),
  );
  return preview(
    offlineWorkspace({
      dir,
      tools: await engineTools(),
      projectDir: join(__dirname, "program"),
      stack: "dev",
      overrides,
    }),
    { args },
  );
}
