/** What is measured. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { preview } from "../sandbox/engine/commands";
import type { Workspace } from "../sandbox/engine/workspace";
import { offlineStack, offlineWorkspace } from "../sandbox/session/offline";
import { POLICY_ARGUMENTS, PROJECT_FOLDER } from "../sandbox/session/session";
import type { Tools } from "../sandbox/tools";
import { copyWith, type StartVariant } from "./variants";

/** One thing to measure. */
export interface Case {
  readonly name: string;
  readonly workspace: Workspace;
  /** Previews once. */
  run(): Promise<void>;
}

/** An empty program with an empty pack: the engine, one program and one pack, and nothing else. */
export function emptyCase(dir: string, tools: Tools): Case {
  const workspace = offlineWorkspace({ dir, tools, projectDir: join(__dirname, "empty"), stack: "dev" });
  return {
    name: "empty program, empty pack",
    workspace,
    run: () => previewed(workspace, ["--policy-pack", join(__dirname, "empty-pack")]),
  };
}

/** The staging stack with the policy pack. */
export function stagingCase(dir: string, tools: Tools): Case {
  const workspace = offlineStack("staging", { dir, tools });
  return { name: "staging, policy pack", workspace, run: () => previewed(workspace, POLICY_ARGUMENTS) };
}

/** The staging stack with its policy pack, started in another way. */
export function variantCase(variant: StartVariant, dir: string, tools: Tools): Case {
  const projectFolder = join(dir, "project");
  copyWith(variant, projectFolder);
  const workspace = offlineStack("staging", { dir: join(dir, "sandbox"), tools, projectFolder });
  return {
    name: variant.name,
    workspace,
    run: () => previewed(workspace, ["--policy-pack", join(projectFolder, "policies")]),
  };
}

/** The same with the program's types checked in front, as Pulumi does by default: at least what `tsc` takes for these files. */
export function checkedCase(dir: string, tools: Tools): Case {
  const staging = stagingCase(dir, tools);
  return {
    ...staging,
    name: "staging, policy pack, types checked",
    run: async () => {
      execFileSync(
        process.execPath,
        [require.resolve("typescript/bin/tsc"), "--project", join(__dirname, "tsconfig.json")],
        { cwd: PROJECT_FOLDER, stdio: "inherit" },
      );
      await staging.run();
    },
  };
}

/** Staging with a number of services and as many databases. */
export function sizedCase(size: number, dir: string, tools: Tools): Case {
  const names = Array.from({ length: size }, (_, index) => `bench-${index + 1}`);
  const overrides = {
    "monitoring:services": names.map((name) => ({ name, namespaces: ["staging"] })),
    "monitoring:databases": names.map((name) => ({
      name,
      credentials: `qualisys/staging/${name}`,
      caBundle: "rds/eu-central-1",
    })),
  };
  const workspace = offlineStack("staging", { dir, tools, overrides });
  return { name: `${size} services, ${size} databases`, workspace, run: () => previewed(workspace, POLICY_ARGUMENTS) };
}

async function previewed(workspace: Workspace, args: readonly string[]): Promise<void> {
  await preview(workspace, { args });
}
