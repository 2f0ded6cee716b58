/** Everything that a command needs to work on one stack in the sandbox. */
import { join } from "node:path";
import { parseConfig } from "../../config/load";
import type { Config } from "../../config/schema";
import { readStackFile } from "../../config/stack-file";
import type { Cluster } from "../cluster";
import { sandboxSecrets } from "../engine/secrets-file";
import { readStore, writeStore } from "../engine/fake-providers/store";
import { prepareWorkspace, type Workspace } from "../engine/workspace";
import type { ToolName, Tools } from "../tools";
import type { ChartChoice } from "./chart-choice";
import { secretFixtures } from "./fixtures";
import { sandboxConfig } from "./overlay";
import type { Place } from "./place";

/** The project's folder. */
export const PROJECT_FOLDER = join(__dirname, "..", "..");

/** Arguments that hold a run of the engine to the project's policies. */
export const POLICY_ARGUMENTS = ["--policy-pack", join(PROJECT_FOLDER, "policies")] as const;

/** The tools that a deployment needs. */
export const SESSION_TOOLS = [
  "etcd",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "kwok",
  "pulumi",
  "pulumi-resource-kubernetes",
  "prometheus-operator",
] as const satisfies readonly ToolName[];

/** Takes lines for the user. */
export type Log = (line: string) => void;

/** Passes on the lines of the engine that say more than that a resource is still at work. */
export function engineNews(log: Log): Log {
  return (line) => {
    const atWork = / (creating|updating|deleting) \(\d+s\)(?! (warning|error))/.test(line);
    if (line.trim() !== "" && !atWork) log(`  ${line}`);
  };
}

/** The configuration of a stack as its file has it. */
export function stackConfig(stack: string, projectFolder = PROJECT_FOLDER): Config {
  return parseConfig(readStackFile(projectFolder, stack));
}

/** The AWS region of a stack as its file has it. */
export function stackRegion(stack: string, projectFolder = PROJECT_FOLDER): string {
  return readStackFile(projectFolder, stack)["aws:region"] ?? "";
}

/** What {@link openWorkspace} needs. */
export interface WorkspaceInput {
  readonly place: Place;
  readonly stack: string;
  readonly cluster: Cluster;
  readonly tools: Tools;
  readonly chart: ChartChoice;
  /** File with the user's own values for the secrets; made-up ones by default. */
  readonly secretsFile?: string;
  /** Further configuration, over the stack file's. For tests that change a setting. */
  readonly overrides?: Readonly<Record<string, unknown>>;
  readonly projectFolder?: string;
}

/** The engine's private workspace for a stack, with a value for every secret that the stack refers to. */
export function openWorkspace(input: WorkspaceInput): Workspace {
  const { place, stack, cluster, tools, chart, projectFolder = PROJECT_FOLDER } = input;
  if (input.secretsFile === undefined)
    sandboxSecrets(secretFixtures(stackConfig(stack, projectFolder)), { file: place.secrets });
  // A copy: the fake also writes into its store, and the user's file is not the sandbox's.
  else writeStore(place.secrets, { ...readStore(place.secrets), ...readStore(input.secretsFile) });
  return prepareWorkspace({
    dir: place.engine,
    projectDir: projectFolder,
    tools,
    stack,
    kubeconfig: cluster.kubeconfigPath,
    secretsFile: place.secrets,
    stackOverrides: { ...sandboxConfig(readStackFile(projectFolder, stack), chart), ...input.overrides },
  });
}
